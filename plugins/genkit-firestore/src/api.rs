//! Firestore's REST API, as far as it is needed.

use std::collections::HashMap;

use genkit::http::{HttpClient, HttpRequest, Retries};
use genkit::{Env, Error, Result, StoreKey};
use serde_json::{Value, json};

use crate::auth::Auth;
use crate::name;
use crate::record::{Document, micros};

/// The last part of every path to records: what a policy or an exemption from indexes is about.
const RECORDS: &str = "genkit-records";

pub(crate) struct Api {
    pub(crate) env: Env,
    pub(crate) http: HttpClient,
    pub(crate) auth: Auth,
    pub(crate) base: String,
    /// `projects/{project}/databases/{database}/documents`
    pub(crate) documents: String,
    pub(crate) root: String,
}

/// Documents as they are at a moment.
pub(crate) struct Read {
    /// That moment, by Firestore's clock, in microseconds since 1970.
    pub(crate) now: u64,
    pub(crate) documents: HashMap<String, Document>,
}

impl Api {
    /// The document that the collections of a tenant's collection hang on.
    fn place(tenant: &str, collection: &str) -> String {
        name::of(&format!("{}.{tenant}.{collection}", tenant.len()))
    }

    /// The name of a record's document.
    pub(crate) fn document(&self, key: &StoreKey) -> String {
        let (place, id) = (Self::place(&key.tenant, &key.collection), name::of(&key.id));
        format!("{}/{}/{place}/{RECORDS}/{id}", self.documents, self.root)
    }

    async fn ask(&self, http: &HttpClient, below: &str, method: &str, body: &Value) -> Result<Value> {
        let token = self.auth.token(&self.env, &self.http).await?;
        let url = format!("{}/{}{below}:{method}", self.base, self.documents);
        http.json(&self.env, HttpRequest::post(url).bearer(&token)?.json(body)?).await
    }

    /// Reads records; of all fields, or of these.
    pub(crate) async fn read(&self, names: &[String], fields: Option<&[&str]>) -> Result<Read> {
        let answer = self.batch(names, fields).await?;
        let mut read = Read { now: 0, documents: HashMap::new() };
        for one in list(&answer)? {
            read.now = read.now.max(read_time(one)?);
            if let Some(found) = one.get("found") {
                let document = Document::read(found)?;
                read.documents.insert(document.name.clone(), document);
            }
        }
        Ok(read)
    }

    /// The texts of these documents, in order; none if one is missing.
    pub(crate) async fn texts(&self, names: &[String]) -> Result<Option<Vec<String>>> {
        let answer = self.batch(names, Some(&["json"])).await?;
        let mut texts = HashMap::new();
        for found in list(&answer)?.iter().filter_map(|one| one.get("found")) {
            let name = found.get("name").and_then(Value::as_str);
            let text = found.pointer("/fields/json/stringValue").and_then(Value::as_str);
            texts.extend(name.zip(text));
        }
        Ok(names.iter().map(|name| texts.get(name.as_str()).map(|&text| text.to_owned())).collect())
    }

    async fn batch(&self, names: &[String], fields: Option<&[&str]>) -> Result<Value> {
        let mut body = json!({"documents": names});
        if let (Some(fields), Some(body)) = (fields, body.as_object_mut()) {
            body.insert("mask".to_owned(), json!({"fieldPaths": fields}));
        }
        self.ask(&self.http, "", "batchGet", &body).await
    }

    /// Writes, all or nothing; never sent twice, since whoever writes has to look first whether it was done.
    pub(crate) async fn commit(&self, writes: &[Value]) -> Result<()> {
        let http = self.http.clone().retries(Retries::none());
        self.ask(&http, "", "commit", &json!({"writes": writes})).await.map(drop)
    }

    /// Ids of a tenant's collection after one, in order, with all documents that there are at most so many of.
    pub(crate) async fn ids(
        &self,
        tenant: &str,
        collection: &str,
        after: Option<&str>,
        most: usize,
    ) -> Result<(u64, Vec<Document>)> {
        let mut query = json!({
            "select": {"fields": [{"fieldPath": "id"}, {"fieldPath": "version"}, {"fieldPath": "expires"}]},
            "from": [{"collectionId": RECORDS}],
            "orderBy": [{"field": {"fieldPath": "id"}, "direction": "ASCENDING"}],
            "limit": most,
        });
        if let (Some(after), Some(query)) = (after, query.as_object_mut()) {
            let beyond =
                json!({"field": {"fieldPath": "id"}, "op": "GREATER_THAN", "value": {"stringValue": after}});
            query.insert("where".to_owned(), json!({"fieldFilter": beyond}));
        }
        let place = name::in_url(&Self::place(tenant, collection));
        let below = format!("/{}/{place}", name::in_url(&self.root));
        let answer = self.ask(&self.http, &below, "runQuery", &json!({"structuredQuery": query})).await?;
        let (mut now, mut documents) = (0, Vec::new());
        for one in list(&answer)? {
            if one.get("readTime").is_some() {
                now = now.max(read_time(one)?);
            }
            if let Some(document) = one.get("document") {
                documents.push(Document::read(document)?);
            }
        }
        Ok((now, documents))
    }
}

fn list(answer: &Value) -> Result<&Vec<Value>> {
    answer.as_array().ok_or_else(|| odd("no list"))
}

fn read_time(answer: &Value) -> Result<u64> {
    let time = answer.get("readTime").and_then(Value::as_str).ok_or_else(|| odd("no time"))?;
    micros(time)
}

#[cold]
fn odd(what: &str) -> Error {
    Error::internal(format!("Firestore's answer has {what} where one was asked for")).with_source("firestore")
}
