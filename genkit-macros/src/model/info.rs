//! What the attribute says of a model, as its metadata has it.

use serde_json::{Map, Value, json};
use syn::LitStr;

use super::args::{Stage, Supports};
use crate::common::{Common, Identity};
use crate::docs::Description;
use crate::errors::Diag;
use crate::item_fn::LooseFn;
use crate::names::Named;
use crate::values::{Chosen, Text, Texts};

/// What the attribute says of a model.
#[derive(Debug)]
pub(crate) struct Info {
    pub(crate) label: Option<Text>,
    pub(crate) versions: Option<Texts>,
    pub(crate) supports: Option<Supports>,
    pub(crate) stage: Option<Chosen<Stage>>,
}

impl Info {
    /// Who the model is. Without a doc comment its label describes it, as in Genkit for JavaScript.
    pub(crate) fn identity(&self, common: Common, func: &LooseFn, diag: &mut Diag) -> Identity {
        let mut identity = Identity::new(common, Named::Action, func, diag);
        if identity.description.is_none() {
            let label = self.label.as_ref().map(|Text(label)| label.value());
            identity.description = Some(Description::Text(label.unwrap_or_else(|| identity.name.clone())));
        }
        identity.describe(json!({"model": self.metadata()}));
        identity
    }

    fn metadata(&self) -> Map<String, Value> {
        let mut model = Map::new();
        if let Some(Text(label)) = &self.label {
            model.insert("label".to_owned(), label.value().into());
        }
        if let Some(versions) = &self.versions {
            model.insert("versions".to_owned(), texts(versions));
        }
        if let Some(supports) = &self.supports {
            model.insert("supports".to_owned(), supported(supports).into());
        }
        if let Some(Chosen(stage)) = self.stage {
            model.insert("stage".to_owned(), stage.name().into());
        }
        model
    }
}

fn supported(supports: &Supports) -> Map<String, Value> {
    let Supports { multiturn, media, tools, system_role, context, tool_choice, .. } = supports;
    let flags = [
        ("multiturn", multiturn),
        ("media", media),
        ("tools", tools),
        ("systemRole", system_role),
        ("context", context),
        ("toolChoice", tool_choice),
    ];
    let mut all: Map<String, Value> =
        flags.into_iter().map(|(name, flag)| (name.to_owned(), flag.0.into())).collect();
    if supports.long_running.0 {
        all.insert("longRunning".to_owned(), true.into());
    }
    for (name, list) in [("output", &supports.output), ("contentType", &supports.content_type)] {
        all.extend(list.as_ref().map(|list| (name.to_owned(), texts(list))));
    }
    all.extend(supports.constrained.map(|Chosen(how)| ("constrained".to_owned(), how.name().into())));
    all
}

fn texts(list: &Texts) -> Value {
    list.0.iter().map(LitStr::value).collect()
}
