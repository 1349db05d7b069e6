//! What the environment tells: keys, credentials, project and place. Each test runs again in a process whose environment
//! it says.

use std::process::Command;

use genkit::Secret;
use genkit::http::Retries;
use genkit::prelude::*;
use genkit::testing::{HttpReply, HttpScript};
use genkit_google_genai::{GoogleAi, VertexAi, google_ai, vertex_ai};
use serde_json::json;

use crate::account::{KEY, ask, key_json, ok, runtime, token};

const CHILD: &str = "GENKIT_TEST_CHILD";

/// True in a process with these variables; elsewhere such a process runs the test of this name.
fn with(test: &str, variables: &[(&str, &str)]) -> bool {
    if std::env::var_os(CHILD).is_some() {
        return true;
    }
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", &format!("environment::{test}")]).env(CHILD, "1").env("HOME", "/no/such/home");
    for (name, _) in std::env::vars_os() {
        let of_google = ["GOOGLE_", "GCLOUD_", "GEMINI_", "VERTEX_", "CLOUDSDK_", "FIREBASE_", "GCE_"];
        if of_google.iter().any(|begin| name.to_string_lossy().starts_with(begin)) {
            child.env_remove(name);
        }
    }
    let done = child.envs(variables.iter().copied()).output().unwrap();
    let told = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success() && told.contains("1 passed"), "{told}");
    false
}

/// The address that was asked last, and a header of it.
fn last(script: &HttpScript, header: &str) -> (String, Option<String>) {
    let request = script.requests().pop().unwrap();
    let value = request.headers.get(header).map(|value| value.to_str().unwrap().to_owned());
    (request.url, value)
}

async fn key_of_google_ai() -> Result<String> {
    let script = HttpScript::new([ok()]);
    let ai = Genkit::builder().transport(script.clone()).plugin(GoogleAi::from_env()).build().await?;
    ai.generate().model(google_ai::gemini("gemini-2.5-flash")).prompt("hi").await?;
    Ok(last(&script, "x-goog-api-key").1.unwrap_or_default())
}

#[genkit::test]
async fn the_first_key_counts() {
    let variables = [("GOOGLE_GENAI_API_KEY", "c"), ("GOOGLE_API_KEY", "b"), ("GEMINI_API_KEY", "a")];
    if with("the_first_key_counts", &variables) {
        assert_eq!(key_of_google_ai().await.unwrap(), "a");
    }
}

#[genkit::test]
async fn the_last_key_counts_where_the_others_are_empty() {
    let variables = [("GOOGLE_GENAI_API_KEY", "c"), ("GOOGLE_API_KEY", " "), ("GEMINI_API_KEY", "")];
    if with("the_last_key_counts_where_the_others_are_empty", &variables) {
        assert_eq!(key_of_google_ai().await.unwrap(), "c");
    }
}

#[genkit::test]
async fn without_a_key_the_variables_are_named() {
    if with("without_a_key_the_variables_are_named", &[]) {
        let error = key_of_google_ai().await.unwrap_err();
        assert_eq!(error.status(), Status::FailedPrecondition);
        for name in ["GEMINI_API_KEY", "GOOGLE_API_KEY", "GOOGLE_GENAI_API_KEY"] {
            assert!(error.message().contains(name), "{error}");
        }
    }
}

#[genkit::test]
async fn the_key_file_that_is_named_asks() {
    let path = std::env::temp_dir().join("genkit-google-key-file.json");
    std::fs::write(&path, key_json()).unwrap();
    let variables = [
        ("GOOGLE_APPLICATION_CREDENTIALS", path.to_str().unwrap()),
        ("GOOGLE_CLOUD_LOCATION", "europe-west4"),
    ];
    if with("the_key_file_that_is_named_asks", &variables) {
        let (ai, script) = runtime(VertexAi::from_env(), [token("t1"), ok()]).await;
        ask(&ai).await.unwrap();
        let (url, bearer) = last(&script, "authorization");
        assert_eq!(bearer.as_deref(), Some("Bearer t1"));
        assert!(
            url.starts_with("https://europe-west4-aiplatform.googleapis.com/v1beta1/projects/p1/"),
            "{url}"
        );
    }
}

#[genkit::test]
async fn a_key_file_that_is_missing_is_told_by_its_name() {
    let variables = [("GOOGLE_APPLICATION_CREDENTIALS", "/no/such/file.json"), ("GCLOUD_PROJECT", "p2")];
    if with("a_key_file_that_is_missing_is_told_by_its_name", &variables) {
        let (ai, _) = runtime(VertexAi::from_env(), []).await;
        let error = ask(&ai).await.unwrap_err();
        assert_eq!(error.status(), Status::Unauthenticated);
        assert!(error.message().contains("/no/such/file.json"), "{error}");
    }
}

#[genkit::test]
async fn the_key_itself_comes_before_its_file() {
    let (key, file) = (key_json(), "/no/such/file.json");
    let variables = [
        ("GCLOUD_SERVICE_ACCOUNT_CREDS", key.as_str()),
        ("GOOGLE_APPLICATION_CREDENTIALS", file),
        ("FIREBASE_CONFIG", "{\"projectId\": \"of-firebase\"}"),
    ];
    if with("the_key_itself_comes_before_its_file", &variables) {
        let (ai, script) = runtime(VertexAi::from_env(), [token("t1"), ok()]).await;
        ask(&ai).await.unwrap();
        let (url, project) = last(&script, "x-goog-user-project");
        assert_eq!(project.as_deref(), Some("of-firebase"), "{url}");
        assert!(url.contains("/locations/us-central1/"), "{url}");
    }
}

#[genkit::test]
async fn the_login_of_a_person_asks() {
    let folder = std::env::temp_dir().join("genkit-google-gcloud");
    std::fs::create_dir_all(&folder).unwrap();
    let login = json!({"type": "authorized_user", "client_id": "c", "client_secret": "s&t", "refresh_token": "r",
        "quota_project_id": "of-the-person", "token_uri": "https://token.example/"});
    std::fs::write(folder.join("application_default_credentials.json"), login.to_string()).unwrap();
    if with("the_login_of_a_person_asks", &[("CLOUDSDK_CONFIG", folder.to_str().unwrap())]) {
        let (ai, script) = runtime(VertexAi::from_env(), [token("t1"), ok()]).await;
        ask(&ai).await.unwrap();
        let form = String::from_utf8(script.requests()[0].body.to_vec()).unwrap();
        assert_eq!(form, "grant_type=refresh_token&client_id=c&client_secret=s%26t&refresh_token=r");
        assert!(last(&script, "authorization").0.contains("/projects/of-the-person/"));
    }
}

#[genkit::test]
async fn the_machine_in_the_cloud_asks() {
    if with("the_machine_in_the_cloud_asks", &[("GCE_METADATA_HOST", "10.0.0.1:80")]) {
        let (ai, script) =
            runtime(VertexAi::from_env(), [HttpReply::new("of-the-machine\n"), token("t1"), ok(), ok()])
                .await;
        ask(&ai).await.unwrap();
        ask(&ai).await.unwrap();
        let requests = script.requests();
        let urls: Vec<&str> = requests.iter().map(|request| request.url.as_str()).collect();
        let metadata = "http://10.0.0.1:80/computeMetadata/v1";
        assert_eq!(urls[0], format!("{metadata}/project/project-id"));
        assert_eq!(urls[1], format!("{metadata}/instance/service-accounts/default/token"));
        assert_eq!(requests[1].headers["metadata-flavor"], "Google");
        assert!(urls[2].contains("/projects/of-the-machine/locations/us-central1/"), "{}", urls[2]);
        assert_eq!((requests[2].headers["authorization"].to_str().unwrap(), urls.len()), ("Bearer t1", 4));
    }
}

#[genkit::test]
async fn without_credentials_it_is_told_what_to_do() {
    if with("without_credentials_it_is_told_what_to_do", &[("GOOGLE_CLOUD_PROJECT", "p2")]) {
        let (ai, _) = runtime(VertexAi::from_env().retries(Retries::none()), [HttpReply::refused()]).await;
        let error = ask(&ai).await.unwrap_err();
        assert_eq!(error.status(), Status::Unauthenticated);
        assert!(error.message().contains("gcloud auth application-default login"), "{error}");
    }
}

#[genkit::test]
async fn a_key_alone_is_express_mode_and_with_a_project_it_is_not() {
    let test = "a_key_alone_is_express_mode_and_with_a_project_it_is_not";
    if with(test, &[("VERTEX_API_KEY", "k")]) {
        let (ai, script) = runtime(VertexAi::from_env(), [ok()]).await;
        ask(&ai).await.unwrap();
        let (url, key) = last(&script, "x-goog-api-key");
        assert_eq!(key.as_deref(), Some("k"));
        assert!(
            url.starts_with("https://aiplatform.googleapis.com/v1beta1/publishers/google/models/"),
            "{url}"
        );
        let placed = VertexAi::from_env().project("p3").location("global");
        let (ai, script) = runtime(placed, [token("t1"), ok()]).await;
        ask(&ai).await.unwrap();
        assert!(last(&script, "authorization").0.contains("/projects/p3/locations/global/"));
    }
}

#[genkit::test]
async fn a_key_of_the_environment_is_not_told_by_anything() {
    if with("a_key_of_the_environment_is_not_told_by_anything", &[("GEMINI_API_KEY", "very-secret")]) {
        let told =
            format!("{:?} {:?}", GoogleAi::from_env(), VertexAi::service_account(Secret::new(key_json())));
        let lines = KEY.lines().filter(|line| !line.starts_with("-----"));
        assert!(
            !told.contains("very-secret") && lines.into_iter().all(|line| !told.contains(line)),
            "{told}"
        );
        let model = vertex_ai::model("gemini-2.5-flash");
        assert!(format!("{model:?}").contains("vertexai/gemini-2.5-flash"));
    }
}
