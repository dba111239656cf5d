//! What is public, taken from the sources: what is `pub` in modules that are, and
//! what they re-export from those that are not. Needs no compiler but the stable one.

mod documented;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

pub use documented::{Documented, What};
use documented::{documentation, with_pages};
use ibidem::ir::{EntryType, Field};
use syn::{
    Attribute, FnArg, ImplItem, Item, ItemFn, ItemImpl, ItemUse, Signature, TraitItem, Type, UseTree, Visibility,
};

/// A module or an item in one: names from the crate's root down.
type Names = Vec<String>;

#[derive(Default)]
pub struct Listing {
    /// The items of every module.
    modules: BTreeMap<Names, Vec<Item>>,
    /// The features that modules ask for.
    features: BTreeMap<Names, String>,
    /// Which modules can be named from outside.
    open: Vec<Names>,
    /// Where items are defined, and as what they are listed.
    shown: Vec<(Names, String, String)>,
    lines: Vec<String>,
    /// The documentation at the head of files of modules.
    heads: BTreeMap<Names, String>,
    /// Everything listed, with its documentation.
    pub documented: Vec<Documented>,
}

impl std::fmt::Display for Listing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl Listing {
    pub fn of(src: &Path) -> Listing {
        let mut listing = Listing::default();
        listing.load(&src.join("lib.rs"), src, Vec::new());
        listing.find_open(&Vec::new());
        listing.module(&Vec::new(), "ibidem", "");
        listing.impls();
        let known = |name: &str| format!("pub ibidem::ir::{name}");
        listing.lines.extend(Field::ALL.iter().map(|field| known(&format!("Field::{field:?}"))));
        listing.lines.extend(EntryType::ALL.iter().map(|kind| known(&format!("EntryType::{kind:?}"))));
        // Sorted by what follows the words in front of the path, so that things stand together.
        listing.lines.sort_by_cached_key(|line| (line[line.find("ibidem").unwrap_or(0)..].to_owned(), line.clone()));
        listing.lines.dedup();
        listing
    }

    fn load(&mut self, file: &Path, folder: &Path, names: Names) {
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let text = with_pages(&text, file);
        let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        self.heads.insert(names.clone(), documentation(&parsed.attrs));
        self.keep(parsed.items, folder, names);
    }

    fn keep(&mut self, mut items: Vec<Item>, folder: &Path, names: Names) {
        items.retain(|item| !is_for_tests(attributes(item)));
        let wanted = self.features.get(&names).cloned().unwrap_or_default();
        for item in &items {
            let Item::Mod(module) = item else { continue };
            let name = module.ident.to_string();
            let inner = folder.join(&name);
            let names = [names.as_slice(), std::slice::from_ref(&name)].concat();
            self.features.insert(names.clone(), with_features(&wanted, &module.attrs));
            if let Some((_, content)) = &module.content {
                self.keep(content.clone(), &inner, names);
            } else if inner.join("mod.rs").exists() {
                self.load(&inner.join("mod.rs"), &inner, names);
            } else {
                self.load(&folder.join(format!("{name}.rs")), &inner, names);
            }
        }
        self.modules.insert(names, items);
    }

    fn find_open(&mut self, names: &Names) {
        self.open.push(names.clone());
        let inner: Vec<_> = self.modules[names]
            .iter()
            .filter_map(|item| match item {
                Item::Mod(module) if is_public(&module.vis) => Some(module.ident.to_string()),
                _ => None,
            })
            .collect();
        inner.into_iter().for_each(|name| self.find_open(&[names.as_slice(), &[name]].concat()));
    }

    /// Lists a module that can be named from outside.
    fn module(&mut self, names: &Names, shown: &str, features: &str) {
        for item in self.modules[names].clone() {
            let features = with_features(features, attributes(&item));
            match &item {
                Item::Mod(module) if is_public(&module.vis) => {
                    let shown = format!("{shown}::{}", module.ident);
                    self.lines.push(format!("{features}pub mod {shown}"));
                    let inner = [names.as_slice(), &[module.ident.to_string()]].concat();
                    let head = self.heads.get(&inner).map_or("", String::as_str);
                    let docs = documentation(&module.attrs) + head;
                    self.document(shown.clone(), What::Whole, docs);
                    self.module(&inner, &shown, &features);
                }
                Item::Use(import) if is_public(&import.vis) => {
                    for (path, name) in imports(import) {
                        self.reexport(names, &path, &format!("{shown}::{name}"), &features);
                    }
                }
                _ if visibility(&item).is_some_and(is_public) => self.item(names, &item, shown, &features),
                _ => {}
            }
        }
    }

    fn reexport(&mut self, names: &Names, path: &[String], shown: &str, features: &str) {
        let (home, name) = named(names, path);
        if self.open.contains(&home) && home != *names {
            let there = [&["ibidem".to_owned()], home.as_slice(), &[name]].concat().join("::");
            return self.lines.push(format!("{features}pub use {there} as {shown}"));
        }
        let (home, name) = self.resolve(names, path);
        let found =
            self.modules.get(&home).and_then(|items| items.iter().find(|item| name_of(item).as_ref() == Some(&name)));
        let outer = shown.rsplit_once("::").map_or(shown, |(outer, _)| outer).to_owned();
        match found.cloned() {
            Some(item) => self.item(&home, &item, &outer, features),
            None => {
                self.lines.push(format!("{features}pub {shown} (made by a macro)"));
                self.document(shown.to_owned(), What::Made, String::new());
                self.shown.push(([home.as_slice(), &[name]].concat(), shown.to_owned(), features.to_owned()));
            }
        }
    }

    /// The module in which what a path names is defined, and its name there.
    fn resolve(&self, names: &Names, path: &[String]) -> (Names, String) {
        let (at, name) = named(names, path);
        // What stands there may be imported itself.
        for item in self.modules.get(&at).into_iter().flatten() {
            let Item::Use(import) = item else { continue };
            if let Some((path, _)) = imports(import).into_iter().find(|(_, known)| *known == name)
                && path.first().is_some_and(|first| self.is_known(&at, first))
            {
                return self.resolve(&at, &path);
            }
        }
        (at, name)
    }

    fn is_known(&self, names: &Names, first: &String) -> bool {
        let inner = [names.as_slice(), std::slice::from_ref(first)].concat();
        matches!(first.as_str(), "crate" | "self" | "super") || self.modules.contains_key(&inner)
    }

    fn document(&mut self, path: String, what: What, docs: String) {
        self.documented.push(Documented { path, what, docs });
    }

    fn item(&mut self, names: &Names, item: &Item, outer: &str, features: &str) {
        let Some(name) = name_of(item) else { return };
        let shown = format!("{outer}::{name}");
        self.shown.push(([names.as_slice(), std::slice::from_ref(&name)].concat(), shown.clone(), features.to_owned()));
        let what = match item {
            Item::Static(item) if printed(&item.ty) == "Code" => What::Code,
            Item::Static(_) | Item::Const(_) => What::Constant,
            _ => What::Whole,
        };
        self.document(shown.clone(), what, documentation(attributes(item)));
        let Listing { lines, documented, .. } = self;
        let mut line = |text: String| lines.push(format!("{features}{text}"));
        let open =
            if attributes(item).iter().any(|a| a.path().is_ident("non_exhaustive")) { " (non-exhaustive)" } else { "" };
        for derived in attributes(item).iter().filter(|attribute| attribute.path().is_ident("derive")) {
            let list = derived.meta.require_list().expect("derive has a list").tokens.to_string().replace(" ,", ",");
            line(format!("derive({list}) for {shown}"));
        }
        match item {
            Item::Fn(function) => line(format!("pub {}", signature(&function.sig, &shown))),
            Item::Const(item) => line(format!("pub const {shown}: {}", printed(&item.ty))),
            Item::Static(item) => line(format!("pub static {shown}: {}", printed(&item.ty))),
            Item::Type(item) => line(format!("pub type {shown}{} = {}", generics(&item.generics), printed(&item.ty))),
            Item::Struct(item) => {
                let hidden = item.fields.iter().any(|field| !is_public(&field.vis));
                let more = if hidden && !item.fields.is_empty() { " (with private fields)" } else { "" };
                line(format!("pub struct {shown}{}{more}{open}", generics(&item.generics)));
                for (at, field) in item.fields.iter().enumerate().filter(|(_, field)| is_public(&field.vis)) {
                    let name = field.ident.as_ref().map_or_else(|| at.to_string(), ToString::to_string);
                    line(format!("pub {shown}::{name}: {}", printed(&field.ty)));
                }
            }
            Item::Enum(item) => {
                line(format!("pub enum {shown}{}{open}", generics(&item.generics)));
                for variant in &item.variants {
                    let fields = variant.fields.iter().map(|field| match &field.ident {
                        Some(name) => format!("{name}: {}", printed(&field.ty)),
                        None => printed(&field.ty),
                    });
                    let fields = fields.collect::<Vec<_>>().join(", ");
                    let fields = if fields.is_empty() { String::new() } else { format!(" ({fields})") };
                    line(format!("pub {shown}::{}{fields}", variant.ident));
                }
            }
            Item::Trait(item) => {
                let above: Vec<_> = item.supertraits.iter().map(bound).collect();
                let above = if above.is_empty() { String::new() } else { format!(": {}", above.join(" + ")) };
                line(format!("pub trait {shown}{}{above}", generics(&item.generics)));
                let mut document = |name: &syn::Ident, attrs: &[Attribute]| {
                    let path = format!("{shown}::{name}");
                    documented.push(Documented { path, what: What::Member, docs: documentation(attrs) });
                };
                for member in &item.items {
                    match member {
                        TraitItem::Fn(member) => {
                            document(&member.sig.ident, &member.attrs);
                            let given = if member.default.is_some() { " (has a default)" } else { "" };
                            let name = format!("{shown}::{}", member.sig.ident);
                            line(format!("{}{given}", signature(&member.sig, &name)));
                        }
                        TraitItem::Const(member) => {
                            document(&member.ident, &member.attrs);
                            line(format!("const {shown}::{}: {}", member.ident, printed(&member.ty)));
                        }
                        TraitItem::Type(member) => {
                            document(&member.ident, &member.attrs);
                            line(format!("type {shown}::{}{}", member.ident, generics(&member.generics)));
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    /// Lists what is implemented for the types that are listed.
    fn impls(&mut self) {
        let (mut lines, mut documented) = (Vec::new(), Vec::new());
        for (names, items) in &self.modules {
            for item in items {
                let Item::Impl(item) = item else { continue };
                let Type::Path(subject) = &*item.self_ty else { continue };
                let path: Names = subject.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
                let (home, name) = self.resolve(names, &path);
                let defined = [home.as_slice(), &[name]].concat();
                for (_, shown, features) in self.shown.iter().filter(|(known, ..)| *known == defined) {
                    implemented(
                        item,
                        shown,
                        &with_features(&joined(features, &self.features, names), &item.attrs),
                        &mut lines,
                    );
                    members(item, shown, &mut documented);
                }
            }
        }
        self.lines.append(&mut lines);
        self.documented.append(&mut documented);
    }
}

/// The module that a path leads to, and the name in it.
fn named(names: &Names, path: &[String]) -> (Names, String) {
    let (first, rest) = path.split_first().expect("a path has names");
    let mut at = match first.as_str() {
        "crate" => Vec::new(),
        "self" => names.clone(),
        "super" => names[..names.len() - 1].to_vec(),
        _ => [names.as_slice(), std::slice::from_ref(first)].concat(),
    };
    for name in rest {
        if name == "super" { drop(at.pop()) } else { at.push(name.clone()) }
    }
    let name = at.pop().unwrap_or_default();
    (at, name)
}

fn implemented(item: &ItemImpl, shown: &str, features: &str, lines: &mut Vec<String>) {
    if let Some((_, implemented, _)) = &item.trait_ {
        let subject = printed(&item.self_ty);
        let arguments = subject.find('<').map_or("", |at| &subject[at..]);
        let implemented = printed(&Type::Path(syn::TypePath { qself: None, path: implemented.clone() }));
        return lines.push(format!("{features}impl{} {implemented} for {shown}{arguments}", generics(&item.generics)));
    }
    for member in &item.items {
        match member {
            ImplItem::Fn(member) if is_public(&member.vis) => {
                let name = format!("{shown}::{}", member.sig.ident);
                let features = with_features(features, &member.attrs);
                lines.push(format!("{features}pub {}", signature(&member.sig, &name)));
            }
            ImplItem::Const(member) if is_public(&member.vis) => {
                lines.push(format!("{features}pub const {shown}::{}: {}", member.ident, printed(&member.ty)));
            }
            _ => {}
        }
    }
}

/// The public members of a type and their documentation.
fn members(item: &ItemImpl, shown: &str, documented: &mut Vec<Documented>) {
    for member in item.items.iter().filter(|_| item.trait_.is_none()) {
        let (name, vis, attrs) = match member {
            ImplItem::Fn(member) => (&member.sig.ident, &member.vis, &member.attrs),
            ImplItem::Const(member) => (&member.ident, &member.vis, &member.attrs),
            _ => continue,
        };
        if is_public(vis) {
            let path = format!("{shown}::{name}");
            documented.push(Documented { path, what: What::Member, docs: documentation(attrs) });
        }
    }
}

/// The features of an item and of the module in which something is implemented for it.
fn joined(features: &str, of_modules: &BTreeMap<Names, String>, names: &Names) -> String {
    let more = of_modules.get(names).map_or("", String::as_str);
    if features.contains(more) { features.to_owned() } else { format!("{features}{more}") }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn visibility(item: &Item) -> Option<&Visibility> {
    Some(match item {
        Item::Const(item) => &item.vis,
        Item::Enum(item) => &item.vis,
        Item::Fn(item) => &item.vis,
        Item::Static(item) => &item.vis,
        Item::Struct(item) => &item.vis,
        Item::Trait(item) => &item.vis,
        Item::Type(item) => &item.vis,
        _ => return None,
    })
}

fn name_of(item: &Item) -> Option<String> {
    Some(match item {
        Item::Const(item) => item.ident.to_string(),
        Item::Enum(item) => item.ident.to_string(),
        Item::Fn(item) => item.sig.ident.to_string(),
        Item::Static(item) => item.ident.to_string(),
        Item::Struct(item) => item.ident.to_string(),
        Item::Trait(item) => item.ident.to_string(),
        Item::Type(item) => item.ident.to_string(),
        _ => return None,
    })
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn conditions(attributes: &[Attribute]) -> impl Iterator<Item = String> {
    let conditions = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
    conditions.filter_map(|attribute| Some(attribute.meta.require_list().ok()?.tokens.to_string()))
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    conditions(attributes).any(|condition| condition == "test")
}

/// Adds the features that attributes ask for, as `[csv] `.
fn with_features(known: &str, attributes: &[Attribute]) -> String {
    let mut features = known.to_owned();
    for condition in conditions(attributes) {
        let wanted = condition.replace("feature = ", "").replace('"', "");
        let wanted = format!("[{wanted}] ");
        if !features.contains(&wanted) {
            features.push_str(&wanted);
        }
    }
    features
}

/// The paths a `use` names, each with the name it is given.
fn imports(item: &ItemUse) -> Vec<(Names, String)> {
    let mut found = Vec::new();
    let mut waiting = vec![(Vec::new(), &item.tree)];
    while let Some((path, tree)) = waiting.pop() {
        let with = |name: String| [path.as_slice(), &[name]].concat();
        match tree {
            UseTree::Path(inner) => waiting.push((with(inner.ident.to_string()), &inner.tree)),
            UseTree::Group(group) => waiting.extend(group.items.iter().map(|tree| (path.clone(), tree))),
            UseTree::Name(name) => found.push((with(name.ident.to_string()), name.ident.to_string())),
            UseTree::Rename(name) => found.push((with(name.ident.to_string()), name.rename.to_string())),
            UseTree::Glob(_) => {}
        }
    }
    found
}

/// One item as text, in one line.
fn unparsed(item: Item) -> String {
    let text = prettyplease::unparse(&syn::File { shebang: None, attrs: Vec::new(), items: vec![item] });
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.replace("( ", "(").replace(", )", ")").replace("< ", "<").replace(", >", ">")
}

fn signature(signature: &Signature, shown: &str) -> String {
    let mut signature = signature.clone();
    for argument in &mut signature.inputs {
        match argument {
            FnArg::Receiver(argument) => argument.attrs.clear(),
            FnArg::Typed(argument) => argument.attrs.clear(),
        }
    }
    let name = signature.ident.to_string();
    let block = syn::parse_quote!({});
    let line = unparsed(Item::Fn(ItemFn {
        attrs: Vec::new(),
        vis: Visibility::Inherited,
        sig: signature,
        block: Box::new(block),
    }));
    line.trim_end_matches('}').trim_end_matches([' ', '{']).replacen(&format!("fn {name}"), &format!("fn {shown}"), 1)
}

fn printed(ty: &Type) -> String {
    let line = unparsed(syn::parse_quote!(type T = #ty;));
    line.trim_start_matches("type T = ").trim_end_matches(';').to_owned()
}

fn generics(generics: &syn::Generics) -> String {
    let (parameters, filter) = (&generics.params, &generics.where_clause);
    if parameters.is_empty() {
        return String::new();
    }
    let line = unparsed(syn::parse_quote!(struct T<#parameters> #filter;));
    line.trim_start_matches("struct T").trim_end_matches(';').trim_end().to_owned()
}

fn bound(bound: &syn::TypeParamBound) -> String {
    let line = unparsed(syn::parse_quote!(trait T: #bound {}));
    line.trim_start_matches("trait T: ").trim_end_matches("{}").trim_end().to_owned()
}
