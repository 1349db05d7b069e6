//! The connection that commands go by: one for all of a process, made anew when it breaks.

use std::time::Duration;

use genkit::{Error, Result};
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, Cmd, FromRedisValue, RedisError, ScriptInvocation};

use crate::error::{is_lost, told};

/// How long a connection may take.
pub(crate) const CONNECT: Duration = Duration::from_secs(5);
/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(15);

/// Cloning is cheap; clones share the connection.
#[derive(Clone)]
pub(crate) struct Link {
    manager: ConnectionManager,
    place: String,
}

/// What a command gave.
pub(crate) struct Answer<T> {
    pub(crate) value: T,
    /// True if it was sent a second time, since the connection broke: the first may have been done.
    pub(crate) again: bool,
}

impl Link {
    /// Connects, and asks the server what it is.
    pub(crate) async fn open(client: Client) -> Result<Self> {
        let place = client.get_connection_info().addr().to_string();
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(1)
            .set_min_delay(Duration::from_millis(50))
            .set_max_delay(Duration::from_millis(500))
            .set_connection_timeout(Some(CONNECT))
            .set_response_timeout(Some(ANSWER));
        let manager = ConnectionManager::new_with_config(client, config).await;
        let link = Self { manager: manager.map_err(|e| told(e, &place))?, place };
        link.check().await?;
        Ok(link)
    }

    /// Refuses a server that is too old. One that does not tell will say so later.
    async fn check(&self) -> Result<()> {
        let mut ask = redis::cmd("INFO");
        ask.arg("server");
        let info = match ask.query_async::<String>(&mut self.manager.clone()).await {
            Ok(info) => info,
            Err(e) if matches!(e.code(), Some("NOPERM" | "ERR")) => return Ok(()),
            Err(e) => return Err(self.told(e)),
        };
        let version = info.lines().find_map(|line| line.strip_prefix("redis_version:")).unwrap_or_default();
        let mut numbers = version.split('.').map(|number| number.trim().parse::<u32>().unwrap_or_default());
        let version_is = (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default());
        if !version.is_empty() && version_is < (6, 2) {
            let place = &self.place;
            let message =
                format!("the server at {place} is Redis {}; 6.2 or newer is needed", version.trim());
            return Err(Error::failed_precondition(message).with_source("redis"));
        }
        Ok(())
    }

    pub(crate) async fn command<T: FromRedisValue>(&self, command: &Cmd) -> Result<T> {
        let mut again = false;
        loop {
            match command.query_async(&mut self.manager.clone()).await {
                Ok(value) => return Ok(value),
                Err(e) if is_lost(&e) && !again => again = true,
                Err(e) => return Err(self.told(e)),
            }
        }
    }

    /// Runs a script, a second time if the connection breaks: a script has to bear that.
    pub(crate) async fn script<T: FromRedisValue>(&self, script: &ScriptInvocation<'_>) -> Result<Answer<T>> {
        let mut again = false;
        loop {
            match script.invoke_async(&mut self.manager.clone()).await {
                Ok(value) => return Ok(Answer { value, again }),
                Err(e) if is_lost(&e) && !again => again = true,
                Err(e) => return Err(self.told(e)),
            }
        }
    }

    pub(crate) fn place(&self) -> &str {
        &self.place
    }

    #[cold]
    fn told(&self, error: RedisError) -> Error {
        told(error, &self.place)
    }
}
