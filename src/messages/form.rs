//! What a value of a message may be. One description for all who ask: the JSON Schema prints it, TypeScript prints it, and a
//! recorded message is held against it, so that they cannot disagree. Knows nothing of manifests.

use smol_str::SmolStr;

/// Kinds of JSON values, several at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Types(u8);

impl Types {
    pub const NULL: Types = Types(1);
    pub const BOOLEAN: Types = Types(2);
    pub const INTEGER: Types = Types(4);
    /// Whole numbers among them.
    pub const NUMBER: Types = Types(8 | 4);
    pub const STRING: Types = Types(16);
    pub const ARRAY: Types = Types(32);
    pub const OBJECT: Types = Types(64);
    /// Whatever JSON has.
    pub const ALL: Types = Types(127);

    /// The kinds of both.
    pub const fn or(self, other: Types) -> Types {
        Types(self.0 | other.0)
    }

    /// Whether all kinds of another are among these.
    pub fn has(self, other: Types) -> bool {
        self.0 & other.0 == other.0
    }

    /// Their names in JSON Schema.
    pub fn names(self) -> Vec<&'static str> {
        let numbers = if self.has(Types::NUMBER) { "number" } else { "integer" };
        let all = [
            (Types::STRING, "string"),
            (Types::INTEGER, numbers),
            (Types::BOOLEAN, "boolean"),
            (Types::OBJECT, "object"),
            (Types::ARRAY, "array"),
            (Types::NULL, "null"),
        ];
        all.into_iter().filter(|(one, _)| self.has(*one)).map(|(_, name)| name).collect()
    }
}

/// What a value may be.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Form {
    /// Of one of these kinds.
    Types(Types),
    /// This text.
    Text(SmolStr),
    /// One of these texts.
    Choice(&'static [&'static str]),
    /// A list of such values.
    List(Box<Form>),
    /// An object with these members.
    Object(Box<Object>),
    /// What several messages have.
    Shared(Shared),
    /// What is described elsewhere, under this name.
    Named(String),
}

/// An object.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Object {
    /// What the value may be: an object, and in some places something else, too.
    pub types: Types,
    /// The members that are known; any other may come as well.
    pub members: Vec<Member>,
    /// Those of them that must be there.
    pub required: Vec<&'static str>,
    /// What its keys may not be.
    pub keys: Keys,
    /// What members that are not known are.
    pub others: Others,
    /// Whether where the records are follows from `resultInfo`.
    pub is_message: bool,
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Member {
    pub name: SmolStr,
    pub form: Form,
    pub about: &'static str,
}

/// What keys may not be.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Keys {
    /// Anything.
    #[default]
    Any,
    /// In lower case, and none of these, in the order of their bytes.
    Lower { but: Vec<SmolStr> },
}

/// What members that are not known are.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Others {
    /// Fine.
    #[default]
    Fine,
    /// Worth a word: the manifest asks for nothing of the kind.
    Undeclared,
    /// Names that may have been given when the integration was installed.
    Installed,
    /// All of them this.
    Each(Box<Form>),
}

/// What several messages have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shared {
    ResultInfo,
    Association,
    AssociatedObject,
}

impl Object {
    /// An object with these members.
    pub fn of(members: Vec<Member>) -> Object {
        Object {
            types: Types::OBJECT,
            members,
            required: Vec::new(),
            keys: Keys::Any,
            others: Others::Fine,
            is_message: false,
        }
    }

    pub fn required(mut self, names: &[&'static str]) -> Object {
        self.required = names.to_vec();
        self
    }

    /// The member of that name. Long lists are in the order of their names.
    pub fn member(&self, name: &str) -> Option<&Member> {
        const SHORT: usize = 32;
        if self.members.len() <= SHORT {
            return self.members.iter().find(|member| member.name == name);
        }
        let at = self.members.binary_search_by(|member| member.name.as_str().cmp(name)).ok()?;
        self.members.get(at)
    }

    pub fn form(self) -> Form {
        Form::Object(Box::new(self))
    }
}

/// A member.
pub(super) fn member(name: &str, form: Form, about: &'static str) -> Member {
    Member { name: SmolStr::new(name), form, about }
}

pub(super) fn string() -> Form {
    Form::Types(Types::STRING)
}

/// An object of which nothing more is known.
pub(super) fn any_object() -> Form {
    Form::Types(Types::OBJECT)
}

impl Shared {
    pub const ALL: [Shared; 3] = [Shared::ResultInfo, Shared::Association, Shared::AssociatedObject];

    /// The name of its definition.
    pub fn name(self) -> &'static str {
        match self {
            Shared::ResultInfo => "ResultInfo",
            Shared::Association => "Association",
            Shared::AssociatedObject => "AssociatedObject",
        }
    }

    pub fn about(self) -> &'static str {
        match self {
            Shared::ResultInfo => "Where the records of a message are, and how many there are",
            Shared::Association => "A record that another one is linked to",
            Shared::AssociatedObject => "One of the two records of a change of associations",
        }
    }

    pub fn object(self) -> Object {
        let of_record = || {
            vec![
                member("id", string(), "The id of the record"),
                member("objectName", string(), "The name of its object: the mapped one, if there is one"),
                member("rawObjectName", string(), "The provider's name for its object, where that is mapped"),
                member("fields", any_object(), "Its fields that are not mapped"),
                member("mappedFields", any_object(), "Its mapped fields"),
                member("raw", any_object(), "The record as the provider sent it"),
            ]
        };
        match self {
            Shared::ResultInfo => Object::of(vec![
                member("type", Form::Choice(&["inline", "url"]), "`url` where the records are too large for a message"),
                member("numRecords", Form::Types(Types::INTEGER), "How many records there are"),
                member("downloadUrl", string(), "Where the records can be downloaded, if `type` is `url`"),
            ])
            .required(&["type", "numRecords"]),
            Shared::Association => {
                let mut members = of_record();
                members.push(member(
                    "providerAssociationMetadata",
                    any_object(),
                    "What the provider says of the link itself",
                ));
                Object::of(members)
            }
            Shared::AssociatedObject => Object::of(of_record()).required(&["id"]),
        }
    }
}
