//! What only the accounts of customers and their installations tell: asked for on request, by reading alone. A real server on
//! loopback answers in the shapes that the vendor documents, and in every way in which it should not.

mod support;

use std::fs;
use std::process::Output;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use support::output::{self, stderr, stdout, word};
use support::program::amp_lint;
use support::server::{Reply, Request, Server, json as answer, problem};
use tempfile::TempDir;

const KEY: &str = "amp-key-0123456789";

/// A folder with this manifest in it, as `amp.yaml`.
fn folder(manifest: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("amp.yaml"), manifest).unwrap();
    folder
}

fn run(server: &Server, folder: &TempDir, arguments: &[&str]) -> Output {
    let mut command = amp_lint(folder.path());
    command.env("AMP_API_URL", &server.root).env("AMP_API_KEY", KEY);
    command.args(arguments).timeout(Duration::from_secs(120)).output().unwrap()
}

/// The findings of a lint with these groups: rule, severity, path, message.
fn found(output: &Output) -> Vec<(String, String, String, String)> {
    let found = output::findings(output).into_iter();
    let part = |finding: &Value, name: &str| word(finding, name).to_string();
    found
        .map(|(_, one)| (part(&one, "rule"), part(&one, "severity"), part(&one, "path"), part(&one, "message")))
        .collect()
}

fn rules(output: &Output) -> Vec<String> {
    found(output).into_iter().map(|(rule, ..)| rule).collect()
}

/// Fields as the platform tells them: names, a `*` before a custom one and a `!` before one that is required.
fn fields(names: &[&str]) -> Value {
    let mut all = Map::new();
    for name in names {
        let plain = name.trim_start_matches(['*', '!']);
        let field = json!({"fieldName": plain, "displayName": plain, "valueType": "string", "providerType": "string",
            "readOnly": false, "isCustom": name.contains('*'), "isRequired": name.contains('!'), "values": []});
        all.insert(plain.to_string(), field);
    }
    Value::Object(all)
}

fn object(name: &str, names: &[&str]) -> Reply {
    answer(200, json!({"name": name, "displayName": name, "fields": fields(names)}).to_string())
}

/// The object and the group of a request for what an account holds.
fn asked(request: &Request) -> Option<(String, String)> {
    let (path, query) = request.path.split_once('?')?;
    let object =
        path.strip_prefix("/v1/projects/acme/providers/")?.strip_suffix("/metadata")?.split_once("/objects/")?.1;
    Some((object.to_string(), query.strip_prefix("groupRef=")?.to_string()))
}

/// A project without destinations of interest, whose accounts are as a function of object and group says.
fn accounts(of: impl Fn(&str, &str, usize) -> Reply + Send + Sync + 'static) -> Server {
    Server::start(move |request, nth| match asked(request) {
        Some((object, group)) => of(&object, &group, nth),
        None => project(request),
    })
}

/// The rest of a project.
fn project(request: &Request) -> Reply {
    let time = "2026-01-01T00:00:00Z";
    match request.path.as_str() {
        "/v1/projects/acme/destinations" => answer(
            200,
            json!([{"id": "d", "name": "crmWebhook", "type": "webhook", "metadata": {}, "createTime": time}])
                .to_string(),
        ),
        "/v1/projects/acme/provider-apps" => answer(200, "[]"),
        "/v1/projects/acme/integrations" => answer(200, "[]"),
        _ => problem(404, json!({"title": "Not found", "status": 404}).to_string()),
    }
}

fn reading(object: &str, lines: &str) -> String {
    format!(
        "specVersion: 1.0.0
integrations:
  - name: crm
    provider: salesforce
    read:
      objects:
        - objectName: {object}
          destination: crmWebhook
          schedule: \"0 * * * *\"
{lines}"
    )
}

const LINT: &[&str] = &["--project", "acme", "--format", "json", "--pedantic", "amp.yaml", "--group"];

fn lint(server: &Server, folder: &TempDir, groups: &[&str]) -> Output {
    let more = groups.iter().skip(1).flat_map(|group| ["--group", group]);
    run(server, folder, &[LINT, &[groups[0]], &more.collect::<Vec<_>>()].concat())
}

#[test]
fn what_the_account_lacks_is_found_and_what_it_has_is_not() {
    let server =
        accounts(|object_name, _, _| object(object_name, &["!Name", "Phone", "*Tier__c", "$['Address']['City']"]));
    let folder = folder(&reading(
        "Account",
        "          requiredFields:
            - fieldName: Name
            - fieldName: Nmae
              mapToName: other
            - fieldName: Tier__c
            - fieldName: $['Address']['City']
            - fieldName: $['Address']['Town']
          optionalFields:
            - fieldName: Rank__c
            - fieldName: Owner.Email
            - mapToName: tel
              mapToDisplayName: Telephone
              prompt: Which?
              default: Fone
",
    ));
    let output = lint(&server, &folder, &["g1"]);
    let place = |rest: &str| format!("$.integrations[0].read.objects[0].{rest}");
    let names: Vec<_> = found(&output).into_iter().map(|(rule, severity, path, _)| (rule, severity, path)).collect();
    let expect = |rule: &str, severity: &str, path: &str| (rule.to_string(), severity.to_string(), place(path));
    assert_eq!(
        names,
        [
            expect("field-not-in-account", "warning", "requiredFields[1].fieldName"),
            expect("required-field-custom", "pedantic", "requiredFields[2].fieldName"),
            expect("field-not-in-account", "warning", "requiredFields[4].fieldName"),
            expect("field-not-in-account", "pedantic", "optionalFields[0].fieldName"),
            expect("field-not-in-account", "warning", "optionalFields[2].default"),
        ],
        "{}",
        stdout(&output)
    );
    let help = &output::findings(&output)[0].1["help"];
    assert_eq!(help, "did you mean `Name`?");
    assert_eq!(output.status.code(), Some(0));
    let metadata: Vec<String> =
        server.requests().into_iter().map(|one| one.path).filter(|path| path.contains("metadata")).collect();
    assert_eq!(metadata, ["/v1/projects/acme/providers/salesforce/objects/Account/metadata?groupRef=g1"]);
}

#[test]
fn several_groups_give_the_union_and_each_finding_says_whose_it_is() {
    let server = accounts(|name, group, _| match group {
        "g1" => object(name, &["Name", "*Tier__c"]),
        "g2" => object(name, &["Name"]),
        _ => object(name, &["Name", "Phone"]),
    });
    let folder = folder(&reading(
        "Account",
        "          optionalFields:
            - fieldName: Name
            - fieldName: Phone
            - fieldName: Tier__c
",
    ));
    let messages: Vec<String> =
        found(&lint(&server, &folder, &["g1", "g2", "g3", "g1"])).into_iter().map(|one| one.3).collect();
    assert_eq!(
        messages,
        [
            "2 of 3 accounts (`g1` and `g2`) have no field `Phone` in `Account`",
            "2 of 3 accounts (`g2` and `g3`) have no field `Tier__c` in `Account`",
        ]
    );
    // Once for each object and group, whoever is named twice.
    assert_eq!(server.requests().iter().filter(|one| asked(one).is_some()).count(), 3);
}

#[test]
fn watched_fields_and_those_that_new_records_need_are_checked() {
    let server = accounts(|name, _, _| object(name, &["!LastName", "Email", "!Company"]));
    let folder = folder(&format!(
        "{}    write:
      objects:
        - objectName: Lead
    subscribe:
      objects:
        - objectName: Lead
          destination: crmWebhook
          inheritFieldsAndMapping: true
          updateEvent:
            enabled: always
            requiredWatchFields: [Email, Emial2, company]
",
        reading("Lead", "          requiredFields:\n            - fieldName: Company\n")
    ));
    let found = found(&lint(&server, &folder, &["g"]));
    let seen: Vec<(&str, &str)> = found.iter().map(|one| (one.0.as_str(), one.3.as_str())).collect();
    assert!(
        seen.contains(&("write-required-field", "the account of `g` wants `LastName` in every new record of `Lead`")),
        "{seen:?}"
    );
    assert!(seen.contains(&("field-not-in-account", "the account of `g` has no field `Emial2` in `Lead`")), "{seen:?}");
}

#[test]
fn the_account_goes_before_the_built_in_lists() {
    let of = |object: &str| {
        let manifest = reading(object, "          optionalFields:\n            - fieldName: durtion\n");
        folder(&manifest.replace("salesforce", "aircall"))
    };
    let folder = of("calls");
    let server = accounts(|name, _, _| object(name, &["durtion"]));
    let alone = run(&server, &folder, &["--project", "acme", "--format", "json", "amp.yaml"]);
    assert_eq!(rules(&alone), ["field-misspelt"]);
    assert_eq!(rules(&lint(&server, &folder, &["g"])), Vec::<String>::new());
    // Where the account does not answer, the lists speak.
    let silent = accounts(|_, _, _| problem(404, "{}"));
    assert_eq!(rules(&lint(&silent, &folder, &["g"])), ["field-misspelt"]);
    // An object that has a name like another one and is there. How it is read is another matter.
    let other = of("cals");
    let named =
        |output: &Output| rules(output).into_iter().filter(|rule| rule != "full-read-schedule").collect::<Vec<_>>();
    assert_eq!(named(&lint(&silent, &other, &["g"])), ["object-exists"]);
    assert_eq!(named(&lint(&server, &other, &["g"])), Vec::<String>::new());
    let empty = accounts(|name, _, _| object(name, &[]));
    let output = lint(&empty, &other, &["g"]);
    assert_eq!(named(&output), ["object-not-in-account"]);
    let all = output::findings(&output);
    assert!(all.iter().any(|(_, one)| one["help"] == "did you mean `calls`?"));
}

#[test]
fn what_is_not_answered_is_one_line_and_the_lint_goes_on() {
    let many: String = (0..20).map(|nth| format!("        - objectName: Obj{nth}\n")).collect();
    let manifest = format!(
        "specVersion: 1.0.0\nintegrations:\n  - name: crm\n    provider: salesforce\n    color: red\n    write:\n      objects:\n{many}"
    );
    let folder = folder(&manifest);
    let faults: [(&str, Reply, &str); 9] = [
        ("404", problem(404, r#"{"title": "no such group"}"#), "status 404"),
        ("401", problem(401, "{}"), "does not accept the key"),
        ("403", problem(403, "{}"), "may not read"),
        ("422", problem(422, "{}"), "status 422"),
        ("500", problem(500, r#"{"retryable": false}"#), "status 500"),
        ("cut", Reply::Cut(b"{\"name\": \"x\"".to_vec()), "broke off"),
        ("list", answer(200, "[]"), "another form"),
        ("types", answer(200, r#"{"name": 1, "fields": "none"}"#), "another form"),
        ("page", Reply::Whole(200, "text/html", Vec::new(), b"<p>".to_vec()), "not JSON"),
    ];
    for (name, fault, why) in faults {
        let server = accounts(move |_, _, _| fault.clone());
        let output = lint(&server, &folder, &["g"]);
        assert_eq!(rules(&output), ["unknown-key"], "{name}");
        assert_eq!(output.status.code(), Some(0), "{name}: {}", stderr(&output));
        let said = stderr(&output);
        let lines: Vec<&str> =
            said.lines().filter(|line| line.contains("not checked with the account of `g`")).collect();
        assert!(matches!(lines[..], [line] if line.contains(why)), "{name}: {said}");
        assert!(!said.contains(KEY), "{name}");
        let output = run(&server, &folder, &[LINT, &["g", "--require-online"]].concat());
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert_eq!(rules(&output), ["unknown-key"], "{name}");
    }
}

#[test]
fn a_busy_platform_is_given_the_time_that_it_wants() {
    let folder = folder(&reading("Account", "          optionalFields:\n            - fieldName: Nmae\n"));
    let server = accounts(|name, _, nth| match nth {
        0..=2 => problem(429, "{}").with("Retry-After", "1"),
        _ => object(name, &["Name"]),
    });
    let start = Instant::now();
    let output = lint(&server, &folder, &["g"]);
    assert!(start.elapsed() >= Duration::from_secs(1));
    assert_eq!(rules(&output), ["field-not-in-account"], "{}", stderr(&output));
}

#[test]
fn a_slow_platform_is_not_waited_for_object_by_object() {
    let many: String = (0..50).map(|nth| format!("        - objectName: Obj{nth}\n")).collect();
    let manifest = format!(
        "specVersion: 1.0.0\nintegrations:\n  - name: crm\n    provider: salesforce\n    write:\n      objects:\n{many}"
    );
    let folder = folder(&manifest);
    let server = accounts(|_, _, _| Reply::Slow);
    let output = run(&server, &folder, &[LINT, &["g", "--timeout", "1"]].concat());
    assert!(stderr(&output).contains("did not answer within 1 second"), "{}", stderr(&output));
    assert!(stderr(&output).contains("were not asked for"), "{}", stderr(&output));
    assert!(server.requests().len() < 20);
}

#[test]
fn ten_thousand_fields_are_no_trouble() {
    let names: Vec<String> = (0..10_000).map(|nth| format!("*Field{nth}__c")).collect();
    let server = accounts(move |name, _, _| object(name, &names.iter().map(String::as_str).collect::<Vec<_>>()));
    let lines: String = (0..2_000).map(|nth| format!("            - fieldName: Field{}__c\n", nth + 9_000)).collect();
    let folder = folder(&reading("Account", &format!("          optionalFields:\n{lines}")));
    let output = lint(&server, &folder, &["g"]);
    assert_eq!(rules(&output).len(), 1_000);
}

fn connection(group: &str, provider: &str, status: &str) -> Value {
    let time = "2026-01-01T00:00:00Z";
    json!({"id": "c", "projectId": "p", "provider": provider, "createTime": time, "authScheme": "apiKey", "status": status,
        "apiKey": {"apiKey": "customer-secret-1"},
        "group": {"groupRef": group, "groupName": format!("{group} Inc"), "projectId": "p", "createTime": time},
        "consumer": {"consumerRef": "u", "consumerName": "U", "projectId": "p", "createTime": time}})
}

#[test]
fn connections_lists_the_groups_that_can_be_asked() {
    let server = Server::start(|request, _| match request.path.as_str() {
        "/v1/projects/acme/connections" => answer(
            200,
            json!([
                connection("g2", "hubspot", "working"),
                connection("g1", "salesforce", "created"),
                connection("g3", "salesforce", "bad_credentials"),
                connection("\u{1b}[31mg4", "salesforce", "working")
            ])
            .to_string(),
        ),
        "/v1/projects/acme/connections?provider=hubspot" => {
            answer(200, json!([connection("g2", "hubspot", "working")]).to_string())
        }
        _ => project(request),
    });
    let folder = TempDir::new().unwrap();
    let output = run(&server, &folder, &["connections", "--project", "acme"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = stdout(&output);
    let firsts: Vec<&str> = text.lines().filter_map(|line| line.split_whitespace().next()).skip(1).collect();
    assert_eq!(firsts.len(), 3, "{text}");
    assert!(firsts.contains(&"g1") && firsts.contains(&"g2") && !text.contains('\u{1b}'), "{text}");
    assert!(stderr(&output).contains("g3 is left out"), "{}", stderr(&output));
    assert!(!text.contains("customer-secret-1") && !stderr(&output).contains("customer-secret-1"));
    let output = run(&server, &folder, &["connections", "hubspot", "--project", "acme", "--format", "json"]);
    assert_eq!(
        output::json(&output),
        json!([{"group": "g2", "provider": "hubspot", "name": "g2 Inc", "status": "working"}])
    );
}

/// An integration as it is deployed: an object with these fields.
fn deployed(read: Value) -> Value {
    let time = "2026-01-01T00:00:00Z";
    let content = json!({"name": "crm", "provider": "salesforce", "read": {"objects": read}});
    json!({"id": "id-crm", "projectId": "p", "name": "crm", "provider": "salesforce", "createTime": time,
        "latestRevision": {"id": "rev-1", "specVersion": "1.0.0", "createTime": time, "content": content}})
}

/// An installation of a group, with what it saved of objects that are read.
fn installation(group: &str, objects: Value) -> Value {
    let time = "2026-01-01T00:00:00Z";
    json!({"id": format!("i-{group}"), "projectId": "p", "integrationId": "id-crm", "healthStatus": "healthy",
        "createTime": time, "createdBy": "u", "connection": connection(group, "salesforce", "working"),
        "group": {"groupRef": group, "groupName": group, "projectId": "p", "createTime": time},
        "config": {"id": "c", "revisionId": "rev-1", "createTime": time, "createdBy": "u",
            "content": {"provider": "salesforce", "read": {"objects": objects}}}})
}

fn saved(selected: &[&str], mappings: Value) -> Value {
    let selected: Map<String, Value> = selected.iter().map(|name| (name.to_string(), json!(true))).collect();
    json!({"objectName": "Account", "schedule": "0 * * * *", "destination": "crmWebhook", "selectedFields": selected,
        "selectedFieldMappings": mappings, "disabled": false})
}

/// A project with this integration deployed, and what it answers for its installations.
fn installed(read: Value, installations: Reply) -> Server {
    let integrations = json!([deployed(read)]).to_string();
    Server::start(move |request, _| match request.path.as_str() {
        "/v1/projects/acme/integrations" => answer(200, integrations.clone()),
        "/v1/projects/acme/integrations/id-crm/installations" => installations.clone(),
        _ => project(request),
    })
}

fn account(required: Value, optional: Value) -> Value {
    json!([{"objectName": "Account", "destination": "crmWebhook", "schedule": "0 * * * *",
        "requiredFields": required, "optionalFields": optional}])
}

/// The changes of a comparison with the installations: kind, impact, message, groups.
fn changes(output: &Output) -> Vec<(String, String, String, Value)> {
    let part = |one: &Value, name: &str| word(one, name).to_string();
    let all = output::json(output)["changes"].as_array().unwrap().clone();
    all.iter()
        .map(|one| (part(one, "kind"), part(one, "impact"), part(one, "message"), one["installations"].clone()))
        .collect()
}

const DIFF: &[&str] = &["diff", "--project", "acme", "--installations", "--format", "json", "amp.yaml"];

#[test]
fn each_change_says_whom_it_touches() {
    let old = account(
        json!([{"fieldName": "Name"}]),
        json!([{"fieldName": "Phone"}, {"fieldName": "Fax"}, {"mapToName": "tier", "mapToDisplayName": "Tier", "prompt": "?"},
            {"fieldName": "Site"}]),
    );
    let mut all: Vec<Value> = (0..9)
        .map(|nth| installation(&format!("g{nth}"), json!({"account": saved(&["Name", "Phone"], json!({}))})))
        .collect();
    all.push(installation("fax", json!({"Account": saved(&["Name", "Fax"], json!({"tier": "Tier__c"}))})));
    all.push(installation("all", json!({"Account": {"objectName": "Account", "selectedFields": {}, "selectedFieldMappings": {"tier": "T"}, "selectedFieldsAuto": "all"}})));
    all.push(installation("none", json!({})));
    let server = installed(old, answer(200, Value::Array(all).to_string()));
    let folder = folder(&reading(
        "Account",
        "          requiredFields:
            - fieldName: Name
            - fieldName: Phone
            - mapToName: tier
              mapToDisplayName: Tier
              prompt: '?'
",
    ));
    let output = run(&server, &folder, DIFF);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let seen = changes(&output);
    let of = |kind: &str, name: &str| {
        let found = seen.iter().find(|one| one.0 == kind && one.2.contains(name));
        found.unwrap_or_else(|| panic!("no {kind} of {name}: {seen:#?}")).clone()
    };
    let phone = of("field-made-required", "`Phone`");
    assert_eq!(phone.1, "breaking");
    assert_eq!(
        phone.2,
        "`Phone` of `Account` must be there, and could be chosen; breaks 1 of 12 installations (`fax`)"
    );
    let tier = of("field-made-required", "`tier`");
    assert!(tier.2.ends_with("breaks 9 of 12 installations (`g0`, `g1`, `g2`, `g3`, `g4` and 4 more)"), "{}", tier.2);
    assert_eq!(tier.3["touched"].as_array().unwrap().len(), 9);
    assert_eq!(tier.3["of"], 12);
    let fax = of("field-removed", "`Fax`");
    assert!(fax.2.ends_with("breaks 2 of 12 installations (`all` and `fax`)"), "{}", fax.2);
    let site = of("field-removed", "`Site`");
    assert!(site.2.ends_with("(`all`)"), "{}", site.2);
    // Of the connections nothing is read, shown or asked for.
    assert!(!stdout(&output).contains("customer-secret-1"));
    assert!(!stdout(&output).contains("only") || seen.len() == 4, "{seen:#?}");
}

#[test]
fn what_touches_nobody_breaks_nobody() {
    let old = account(json!([{"fieldName": "Name"}]), json!([{"fieldName": "Fax"}]));
    let gone = folder(&reading("Account", "          requiredFields:\n            - fieldName: Name\n"));
    for (installations, words) in [
        (json!([]), "there is no installation"),
        (json!([installation("g", json!({"Account": saved(&["Name"], json!({}))}))]), "touches none of 1 installation"),
    ] {
        let server = installed(old.clone(), answer(200, installations.to_string()));
        let output = run(&server, &gone, DIFF);
        let seen = changes(&output);
        assert!(matches!(&seen[..], [one] if one.1 == "notable" && one.2.ends_with(words)), "{seen:#?}");
        assert_eq!(output.status.code(), Some(0));
    }
    let other = folder(&reading("Contact", "          requiredFields:\n            - fieldName: Name\n"));
    let has = installation("has", json!({"ACCOUNT": saved(&[], json!({}))}));
    let server = installed(old, answer(200, json!([has, installation("not", json!({}))]).to_string()));
    let seen = changes(&run(&server, &other, DIFF));
    let removed = seen.iter().find(|one| one.0 == "read-object-removed").unwrap();
    assert_eq!(removed.2, "`Account` is no longer read; breaks 1 of 2 installations (`has`)");
}

#[test]
fn what_may_follow_the_manifest_or_not_is_said_so() {
    let old = account(json!([{"fieldName": "Name"}]), json!([]));
    let new = folder(
        &reading("Account", "          requiredFields:\n            - fieldName: Name\n")
            .replace("0 * * * *", "0 6 * * *"),
    );
    let server = installed(
        old,
        answer(200, json!([installation("g", json!({"Account": saved(&["Name"], json!({}))}))]).to_string()),
    );
    let seen = changes(&run(&server, &new, DIFF));
    let schedule = seen.iter().find(|one| one.0 == "schedule-changed").unwrap();
    assert!(schedule.2.ends_with("differs from what 1 of 1 installation (`g`) saved"), "{seen:#?}");
}

#[test]
fn without_the_installations_the_comparison_goes_on() {
    let old = account(json!([{"fieldName": "Name"}]), json!([{"fieldName": "Fax"}]));
    let gone = folder(&reading("Account", "          requiredFields:\n            - fieldName: Name\n"));
    for fault in [problem(403, "{}"), answer(200, "{}"), Reply::Cut(b"[".to_vec()), answer(200, r#"[{"config": 7}]"#)] {
        let server = installed(old.clone(), fault);
        let output = run(&server, &gone, DIFF);
        let seen = changes(&output);
        assert!(matches!(&seen[..], [one] if one.1 == "breaking" && one.3.is_null()), "{seen:#?}");
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(
            stderr(&output).matches("not checked with the installations of `crm`").count(),
            1,
            "{}",
            stderr(&output)
        );
        let output = run(&server, &gone, &[DIFF, &["--require-online"]].concat());
        assert_eq!(output.status.code(), Some(2));
    }
}

#[test]
fn a_revision_is_held_against_what_is_saved() {
    let read = account(
        json!([{"fieldName": "Name"}, {"fieldName": "Fax", "mapToName": "fax"}]),
        json!([{"fieldName": "Phone"}]),
    );
    let own = {
        let mut own = saved(&["Name"], json!({"theirs": "X__c"}));
        own["dynamicMappingsInput"] = json!([]);
        own
    };
    let all = json!([
        installation(
            "a",
            json!({"Account": saved(&["Name", "Phone", "Site"], json!({"fax": "Fax", "tier": "Tier__c"}))})
        ),
        installation("b", json!({"account": saved(&["Site"], json!({})), "Lead": saved(&[], json!({}))})),
        installation("c", json!({"Account": own})),
    ]);
    let server = installed(read, answer(200, all.to_string()));
    let folder = TempDir::new().unwrap();
    let arguments = ["--project", "acme", "--deployed", "--format", "json", "--only", "saved-choice-gone"];
    let output = run(&server, &folder, &arguments);
    let messages: Vec<String> = found(&output).into_iter().map(|one| one.3).collect();
    assert_eq!(
        messages,
        [
            "the revision does not read `lead`, which 1 of 3 installations (`b`) chose",
            "the revision has no `Site` and `tier` in `Account`, which 2 of 3 installations (`a` and `b`) chose",
        ],
        "{}",
        stderr(&output)
    );
    assert_eq!(output.status.code(), Some(0));
    let none = installed(account(json!([]), json!([])), problem(403, "{}"));
    let output = run(&none, &folder, &arguments);
    assert_eq!((found(&output).len(), output.status.code()), (0, Some(0)));
    assert_eq!(stderr(&output).matches("not checked with the installations of `crm`").count(), 1);
    let output = run(&none, &folder, &[&arguments[..], &["--require-online"]].concat());
    assert_eq!(output.status.code(), Some(2));
}

/// A project whose provider apps are these, on a platform with this list of providers.
fn platform(providers: Value, apps: Value) -> Server {
    Server::start(move |request, _| match request.path.as_str() {
        "/v1/providers" => answer(200, providers.to_string()),
        "/v1/projects/acme/provider-apps" => answer(200, apps.to_string()),
        _ => project(request),
    })
}

#[test]
fn the_list_of_providers_tells_what_is_sent_and_what_apps_need() {
    let provider = |more: Value| {
        let mut one = json!({"name": "hubspot", "baseURL": "https://x", "authType": "oauth2",
            "support": {"read": true, "write": true, "subscribe": true, "proxy": true, "delete": true}});
        one.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({"hubspot": one})
    };
    let oauth = |required: bool| json!({"grantType": "authorizationCode", "explicitScopesRequired": required});
    let app = |more: Value| {
        let mut one = json!({"id": "a", "projectId": "p", "provider": "hubspot", "clientId": "c", "createTime": "2026-01-01T00:00:00Z"});
        one.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!([one])
    };
    let manifest = "specVersion: 1.0.0
integrations:
  - name: crm
    provider: hubspot
    read:
      objects:
        - objectName: contacts
          destination: crmWebhook
          schedule: '0 * * * *'
          optionalFieldsAuto: all
    subscribe:
      objects:
        - objectName: contacts
          destination: crmWebhook
          inheritFieldsAndMapping: true
          createEvent: {enabled: always}
          deleteEvent: {enabled: always}
";
    let sends = |events: Value| json!({"read": true, "write": true, "subscribe": true, "proxy": true, "subscribeSupport": events});
    let cases: [(Value, Value, &[&str]); 6] = [
        (json!({"oauth2Opts": oauth(true)}), app(json!({})), &["provider-app-scopes"]),
        (json!({"oauth2Opts": oauth(true)}), app(json!({"scopes": ["crm.read"]})), &[]),
        (json!({"oauth2Opts": oauth(false)}), app(json!({})), &[]),
        // What is not said is not known.
        (json!({}), app(json!({})), &[]),
        (json!({"support": sends(json!({"create": true, "delete": false}))}), app(json!({})), &["event-not-sent"]),
        (json!({"support": sends(json!({"create": true}))}), app(json!({})), &[]),
    ];
    for (more, apps, expected) in cases {
        let server = platform(provider(more.clone()), apps);
        let folder = folder(manifest);
        let updated = run(&server, &folder, &["catalog", "update"]);
        assert_eq!(updated.status.code(), Some(0), "{}", stderr(&updated));
        let output = run(&server, &folder, &["--project", "acme", "--format", "json", "amp.yaml"]);
        assert_eq!(rules(&output), expected, "{more}");
    }
}

#[test]
fn gmail_needs_a_topic_to_publish_to() {
    let manifest = "specVersion: 1.0.0
integrations:
  - name: mail
    provider: google
    module: gmail
    read:
      objects:
        - objectName: messages
          destination: crmWebhook
          schedule: '0 * * * *'
          optionalFieldsAuto: all
    subscribe:
      objects:
        - objectName: messages
          destination: crmWebhook
          inheritFieldsAndMapping: true
          createEvent: {enabled: always}
";
    let folder = folder(manifest);
    let parameters = |all: Value| json!([{"id": "a", "projectId": "p", "provider": "google", "clientId": "c", "metadata": {"providerParams": all}}]);
    for (apps, expected) in [
        (parameters(json!({"gcpProjectId": "p", "gcpPubSubTopicName": "t"})), None),
        (parameters(json!({"gcpProjectId": "p", "gcpPubSubTopicName": ""})), Some("lacks `gcpPubSubTopicName`")),
        (parameters(json!({})), Some("lacks `gcpProjectId` and `gcpPubSubTopicName`")),
        (json!([]), None),
    ] {
        let server = platform(json!({}), apps);
        let output = run(&server, &folder, &["--project", "acme", "--format", "json", "amp.yaml"]);
        let of_topic: Vec<String> =
            found(&output).into_iter().filter(|one| one.0 == "provider-app-pubsub").map(|one| one.3).collect();
        match expected {
            None => assert!(of_topic.is_empty(), "{of_topic:?}"),
            Some(words) => assert!(matches!(&of_topic[..], [one] if one.contains(words)), "{of_topic:?}"),
        }
    }
}

/// All commands, each in ways that could ask the platform; those that never do are here to show it.
const COMMANDS: &[&[&str]] = &[
    &["--project", "acme", "--deployed", "--group", "g1", "--group", "g2", "amp.yaml"],
    &["--project", "acme", "--group", "g1", "--fix", "amp.yaml"],
    &["init", "hubspot", "contacts"],
    &["explain", "field-not-in-account"],
    &["rules"],
    &["summary", "amp.yaml"],
    &["changes"],
    &["diff", "--project", "acme", "--installations", "amp.yaml"],
    &["fetch", "--project", "acme"],
    &["fetch", "--project", "acme", "crm"],
    &["connections", "--project", "acme"],
    &["connections", "hubspot", "--project", "acme"],
    &["read", "amp.yaml"],
    &["types", "amp.yaml"],
    &["check-message", "amp.yaml", "amp.yaml"],
    &["providers"],
    &["catalog"],
    &["catalog", "update"],
    &["schema", "problem"],
    &["completions", "bash"],
    &["server"],
    &["man"],
];

/// What may be asked for, with `*` for a name.
const DOCUMENTED: &[&str] = &[
    "/v1/providers",
    "/v1/projects/*/integrations",
    "/v1/projects/*/integrations/*",
    "/v1/projects/*/integrations/*/installations",
    "/v1/projects/*/destinations",
    "/v1/projects/*/provider-apps",
    "/v1/projects/*/connections",
    "/v1/projects/*/connections?provider=*",
    "/v1/projects/*/providers/*/objects/*/metadata?groupRef=*",
];

fn is_documented(path: &str) -> bool {
    let fits = |known: &&str| {
        let (one, other): (Vec<&str>, Vec<&str>) =
            (known.split(['/', '?', '=']).collect(), path.split(['/', '?', '=']).collect());
        one.len() == other.len() && one.iter().zip(&other).all(|(known, seen)| *known == "*" || known == seen)
    };
    DOCUMENTED.iter().any(fits)
}

#[test]
fn all_commands_only_read_and_ask_for_no_credentials() {
    let server = Server::start(|request, _| {
        let one = deployed(account(json!([{"fieldName": "Name"}]), json!([])));
        match (asked(request), request.path.as_str()) {
            (Some((name, _)), _) => object(&name, &["Name"]),
            (_, "/v1/providers") => answer(200, json!({"hubspot": {"support": {"read": true}}}).to_string()),
            (_, "/v1/projects/acme/integrations") => answer(200, json!([one]).to_string()),
            (_, "/v1/projects/acme/integrations/crm") => answer(200, one.to_string()),
            (_, "/v1/projects/acme/integrations/id-crm/installations") => {
                answer(200, json!([installation("g", json!({}))]).to_string())
            }
            (_, path) if path.starts_with("/v1/projects/acme/connections") => {
                answer(200, json!([connection("g1", "hubspot", "working")]).to_string())
            }
            _ => project(request),
        }
    });
    let folder = folder(&reading("Account", "          requiredFields:\n            - fieldName: Name\n"));
    let help = stdout(&run(&server, &folder, &["--help"]));
    let commands = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    for name in commands.lines().filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help") {
        assert!(COMMANDS.iter().any(|arguments| arguments[0] == name), "{name} is not tried");
    }
    for arguments in COMMANDS {
        let output = run(&server, &folder, arguments);
        assert!(output.status.code().is_some_and(|code| code < 2), "{arguments:?}: {}", stderr(&output));
        for said in [stdout(&output), stderr(&output)] {
            assert!(!said.contains("customer-secret-1") && !said.contains(KEY), "{arguments:?}");
        }
    }
    let requests = server.requests();
    assert!(requests.len() > 10);
    for Request { method, path, .. } in &requests {
        assert_eq!(method, "GET", "{path}");
        assert!(is_documented(path), "{path}");
        assert!(!path.to_lowercase().contains("cred") && !path.contains("refresh"), "{path}");
    }
    // And each of the calls is really made.
    for known in DOCUMENTED {
        let only = |path: &str| path.split(['/', '?', '=']).count() == known.split(['/', '?', '=']).count();
        assert!(requests.iter().any(|request| only(&request.path)), "{known}");
    }
}

/// A thousand installations of an integration with fifty objects: one request for the installations, one an object and group.
#[test]
fn a_large_project_takes_few_requests() {
    let names: Vec<String> = (0..50).map(|nth| format!("Object{nth}__c")).collect();
    let object_of = |name: &str| json!({"objectName": name, "destination": "crmWebhook", "schedule": "0 * * * *", "requiredFields": [{"fieldName": "Name"}]});
    let read: Vec<Value> = names.iter().map(|name| object_of(name)).collect();
    let all: Vec<Value> = (0..1000)
        .map(|nth| {
            let objects = names.iter().map(|name| (name.clone(), saved(&["Name"], json!({})))).collect::<Map<_, _>>();
            installation(&format!("group-{nth}"), Value::Object(objects))
        })
        .collect();
    let installations = Value::Array(all).to_string();
    let integrations = json!([deployed(Value::Array(read.clone()))]).to_string();
    let server = Server::start(move |request, _| match (asked(request), request.path.as_str()) {
        (Some((name, _)), _) => object(&name, &["Name"]),
        (_, "/v1/projects/acme/integrations") => answer(200, integrations.clone()),
        (_, "/v1/projects/acme/integrations/id-crm/installations") => answer(200, installations.clone()),
        _ => project(request),
    });
    let content = json!({"specVersion": "1.0.0", "integrations": [{"name": "crm", "provider": "salesforce", "read": {"objects": &read[1..]}}]});
    let folder = folder(&content.to_string());
    let timed = |arguments: &[&str]| {
        let (before, start) = (server.requests().len(), Instant::now());
        let output = run(&server, &folder, arguments);
        let count = server.requests().len() - before;
        println!("{count} requests, {:?}: {arguments:?}", start.elapsed());
        (output, count)
    };
    let (output, count) = timed(DIFF);
    assert_eq!(count, 2);
    let seen = changes(&output);
    assert!(
        matches!(&seen[..], [one] if one.2.contains("breaks 1000 of 1000 installations (") && one.3["touched"].as_array().unwrap().len() == 1000)
    );
    let (output, count) = timed(&[LINT, &["group-1"]].concat());
    assert_eq!((count, rules(&output)), (2 + 49, Vec::new()));
    let (output, count) = timed(&["--project", "acme", "--deployed", "--format", "json", "--group", "group-1"]);
    assert_eq!((count, rules(&output)), (4 + 50, Vec::new()));
}
