//! The tools as they are meant.

use genkit::Middleware;
use genkit::prelude::*;
use genkit_filesystem::Filesystem;
use serde_json::json;

use super::{Place, fs};

#[genkit::test]
async fn files_are_listed() {
    let place = Place::new();
    let listed = place.run("list_files", json!({})).await;
    let expected = json!([{"path": "hello.txt", "isDirectory": false}, {"path": "sub", "isDirectory": true}]);
    assert_eq!(listed["output"], expected);
    let all = place.run("list_files", json!({"dirPath": ".", "recursive": true})).await;
    assert_eq!(all["output"][2]["path"], "sub/deep.txt");
}

#[genkit::test]
async fn files_are_read_whole_or_in_pieces() {
    let place = Place::new();
    assert_eq!(place.run("read_file", json!({"filePath": "sub/deep.txt"})).await["output"], "deep");
    let second = place.run("read_file", json!({"filePath": "./hello.txt", "offset": 2, "limit": 1})).await;
    assert_eq!(second["output"], "How are you?\n");
    fs::write(place.path("dot.png"), b"dot").unwrap();
    let picture = place.run("read_file", json!({"filePath": "dot.png"})).await;
    assert_eq!(picture["content"][0]["media"]["url"], "data:image/png;base64,ZG90");
    fs::write(place.path("long.txt"), "x".repeat(300_000)).unwrap();
    let long = place.run("read_file", json!({"filePath": "long.txt"})).await;
    assert!(long["output"]["error"].as_str().unwrap().starts_with("OUT_OF_RANGE"), "{long}");
}

#[genkit::test]
async fn files_are_written_and_edited() {
    let place = Place::new();
    let written = place.run("write_file", json!({"filePath": "new/a/b.txt", "content": "one two two"})).await;
    assert_eq!(written["output"], "File new/a/b.txt written successfully.");
    let edit = |old: &str, all: bool| json!({"filePath": "new/a/b.txt", "oldString": old, "newString": "X", "replaceAll": all});
    assert!(
        place.run("edit_file", edit("two", false)).await["output"]["error"]
            .as_str()
            .unwrap()
            .contains("2 times")
    );
    place.run("edit_file", edit("two", true)).await;
    assert_eq!(fs::read_to_string(place.path("new/a/b.txt")).unwrap(), "one X X");
    assert_eq!(fs::read_dir(place.path("new/a")).unwrap().count(), 1, "nothing is left over");
}

#[cfg(unix)]
#[genkit::test]
async fn a_file_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let script = place.path("run.sh");
    fs::write(&script, "old").unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o750)).unwrap();
    place.run("write_file", json!({"filePath": "run.sh", "content": "new"})).await;
    assert_eq!(fs::metadata(&script).unwrap().permissions().mode() & 0o777, 0o750);
    assert_eq!(fs::read_to_string(&script).unwrap(), "new");
}

#[genkit::test]
async fn writing_is_allowed_or_not_there() -> Result<()> {
    let place = Place::new();
    place.ai.script(["ok", "ok"]);
    let names = |ai: &TestGenkit| {
        ai.last_request().tools.unwrap().iter().map(|tool| tool.name.clone()).collect::<Vec<_>>()
    };
    place.ai.generate().prompt("go").with(Filesystem::at(&place.root).tool_name_prefix("docs_")).await?;
    assert_eq!(names(&place.ai), ["docs_list_files", "docs_read_file"]);
    place.ai.generate().prompt("go").with(Filesystem::at(&place.root).allow_write()).await?;
    assert_eq!(names(&place.ai), ["list_files", "read_file", "write_file", "edit_file"]);
    Ok(())
}

#[genkit::test]
async fn by_name_its_folder_is_fixed_or_configured() -> Result<()> {
    let place = Place::new();
    let fixed = Filesystem::at(&place.root).middleware();
    let ai = TestGenkit::builder().app(|app| app.middleware(fixed)).build()?;
    let elsewhere = MiddlewareRef::named("filesystem").config(json!({"rootDirectory": place.outside}));
    let error = ai.generate().prompt("go").with(elsewhere).await.unwrap_err();
    assert_eq!(error.status(), Status::InvalidArgument);
    ai.script([reply().call_named("read_file", json!({"filePath": "secret.txt"})), reply().text("done")]);
    ai.generate().prompt("go").with("filesystem").await?;
    assert!(
        ai.tool_responses()[0].output.as_ref().unwrap()["error"].as_str().unwrap().starts_with("NOT_FOUND")
    );

    let ai = TestGenkit::builder().app(|app| app.middleware(Middleware::of::<Filesystem>())).build()?;
    let error = ai.generate().prompt("go").with("filesystem").await.unwrap_err();
    assert!(error.message().contains("must have required property 'rootDirectory'"), "{error}");
    let nowhere = MiddlewareRef::named("filesystem").config(json!({"rootDirectory": "/nowhere/at/all"}));
    assert_eq!(
        ai.generate().prompt("go").with(nowhere).await.unwrap_err().status(),
        Status::FailedPrecondition
    );
    Ok(())
}
