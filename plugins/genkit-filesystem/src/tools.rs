//! The tools, as a model sees them.

use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use genkit::prelude::*;
use genkit::{Action, ActionBuilder, ActionType, Effect, ToolOutput};
use serde_json::json;

use crate::edit::replaced;
use crate::folder::{Entry, Folder, MOST_ENTRIES};

/// The most bytes of text that one call gives.
const PIECE: usize = 256 * 1024;

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ListFiles {
    /// The folder, as a path from the root; the root itself if it is empty
    #[serde(default)]
    dir_path: String,
    /// Whether to list what is in the folders below, too
    #[serde(default)]
    recursive: bool,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ReadFile {
    /// The file, as a path from the root
    file_path: String,
    /// The first line to read, counted from 1
    #[serde(default)]
    offset: Option<usize>,
    /// How many lines to read
    #[serde(default)]
    limit: Option<usize>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct WriteFile {
    /// The file, as a path from the root
    file_path: String,
    /// All of its new content
    content: String,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct EditFile {
    /// The file, as a path from the root
    file_path: String,
    /// The text to replace, exactly as it stands in the file
    old_string: String,
    /// What takes its place
    new_string: String,
    /// Whether to replace it everywhere
    #[serde(default)]
    replace_all: bool,
}

/// Runs what blocks on a thread that is there for it.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await?
}

pub(crate) fn list_files(name: String, folder: Arc<Folder>) -> Action {
    Tool::builder(name)
        .description(format!("Lists files and folders, at most {MOST_ENTRIES}. Paths start at the root"))
        .effect(Effect::Read)
        .handler(move |asked: ListFiles, _ctx| {
            let folder = folder.clone();
            async move {
                let entries: Vec<Entry> =
                    blocking(move || folder.list(&asked.dir_path, asked.recursive)).await?;
                Ok(entries)
            }
        })
}

/// A multipart tool: a picture is a part of its answer.
pub(crate) fn read_file(name: String, folder: Arc<Folder>) -> Action {
    ActionBuilder::new(ActionType::ToolV2, name)
        .description("Reads a text file or a picture. Long texts are read in pieces, with offset and limit")
        .metadata("type", "tool.v2")
        .metadata("tool", json!({"effect": "read", "multipart": true}))
        .handler(move |asked: ReadFile, _ctx| {
            let folder = folder.clone();
            async move {
                let path = asked.file_path.clone();
                let content = blocking(move || folder.read(&path)).await?;
                shown(&asked, content)
            }
        })
}

fn shown(asked: &ReadFile, content: Vec<u8>) -> Result<ToolOutput> {
    if let Some(kind) = picture(&asked.file_path) {
        let url = format!("data:{kind};base64,{}", BASE64_STANDARD.encode(content));
        let output = Some(format!("File {} read successfully, see contents below", asked.file_path).into());
        return Ok(ToolOutput { output, content: vec![Part::media(kind, url)], metadata: None });
    }
    let text = String::from_utf8(content)
        .map_err(|_| Error::failed_precondition("the file is neither text nor a picture that is known"))?;
    let first = asked.offset.unwrap_or(1).saturating_sub(1);
    let lines = text.split_inclusive('\n').skip(first).take(asked.limit.unwrap_or(usize::MAX));
    let mut piece = String::new();
    for line in lines {
        if piece.len() + line.len() > PIECE {
            let why = format!("more than {PIECE} bytes: read fewer lines, with offset and limit");
            return Err(Error::out_of_range(why));
        }
        piece.push_str(line);
    }
    Ok(ToolOutput { output: Some(piece.into()), ..ToolOutput::default() })
}

fn picture(path: &str) -> Option<&'static str> {
    let (_, extension) = path.rsplit_once('.')?;
    Some(match extension.to_ascii_lowercase().as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        _ => return None,
    })
}

pub(crate) fn write_file(name: String, folder: Arc<Folder>) -> Action {
    Tool::builder(name)
        .description("Writes a file, in place of one that is there. Folders on the way are made")
        .effect(Effect::Repeat)
        .handler(move |asked: WriteFile, ctx| {
            let (folder, unique) = (folder.clone(), ctx.ai().env().id());
            async move {
                let path = asked.file_path.clone();
                blocking(move || folder.write(&path, asked.content.as_bytes(), &unique)).await?;
                Ok(format!("File {} written successfully.", asked.file_path))
            }
        })
}

pub(crate) fn edit_file(name: String, folder: Arc<Folder>) -> Action {
    Tool::builder(name).description("Replaces text in a file").effect(Effect::Once).handler(
        move |asked: EditFile, ctx| {
            let (folder, unique) = (folder.clone(), ctx.ai().env().id());
            async move {
                let path = asked.file_path.clone();
                blocking(move || {
                    let text = String::from_utf8(folder.read(&path)?)
                        .map_err(|_| Error::failed_precondition("the file is no text"))?;
                    let text = replaced(&text, &asked.old_string, &asked.new_string, asked.replace_all)?;
                    folder.write(&path, text.as_bytes(), &unique)
                })
                .await?;
                Ok(format!("File {} edited successfully.", asked.file_path))
            }
        },
    )
}
