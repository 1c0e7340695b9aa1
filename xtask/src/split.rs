//! Cuts the module in two: what the first screen needs, and what comes after it.
//!
//! Both parts share one memory and one table of functions. The code of the modules in [`LATER`] is reached only through
//! that table, from `app::later`, which asks first whether it is here; its places hold a trap until the second part
//! fills them. What the first part calls by itself is in it, and what both need it gives to the second by name.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use walrus::ir::{Call, RefFunc, ReturnCall, Value, Visitor, dfs_in_order};
use walrus::{
    ConstExpr, ElementItems, ElementKind, ExportItem, FunctionBuilder, FunctionId, FunctionKind, GlobalKind,
    ImportedFunction, Module, ModuleConfig, TableId,
};

/// The app's modules whose code comes after the first screen.
const LATER: &[&str] = &[
    "app::back",
    "app::closing",
    "app::border",
    "app::consents",
    "app::dossier",
    "app::edition",
    "app::erase",
    "app::facts",
    "app::fields",
    "app::flags",
    "app::gate::reasons",
    "app::handover",
    "app::history",
    "app::incidents",
    "app::last_check",
    "app::journey",
    "app::limits",
    "app::links",
    "app::middle",
    "app::missing",
    "app::paper",
    "app::practice",
    "app::settings",
    "app::spare",
    "app::state::border",
    "app::state::ending",
    "app::state::links",
    "app::state::place",
    "app::state::practice",
    "app::state::spare",
    "app::state::tidy",
    "app::state::typing",
    "app::step::work",
    "app::steps::whose",
    "app::wipe",
    "app::words::more",
    "browser::copy",
    "browser::file",
    "browser::print",
    "browser::texts",
    "case::back",
    "case::border",
    "case::change",
    "case::closing",
    "case::disagree",
    "case::dossier",
    "case::edition",
    "case::erase",
    "case::handover",
    "case::middle",
    "case::missing",
    "case::journey",
    "case::reader",
    "case::sieve",
    "case::summary",
    "case::training",
    "text::notice",
    "text::runs",
    "vault::spare",
    "vault::pack",
];
/// Their doors: nothing but the table leads there.
const DOORS: &[&str] = &[
    "app::back::way_back",
    "app::closing::closed",
    "app::border::border",
    "app::consents::consents",
    "app::dossier::dossier",
    "app::edition::edition",
    "app::facts::facts",
    "app::fields::look_at_code",
    "app::gate::reasons::reasons",
    "app::history::history",
    "app::history::undone",
    "app::incidents::head",
    "app::journey::way",
    "app::limits::chip",
    "app::limits::clock_question",
    "app::limits::next_due",
    "app::links::links",
    "app::middle::not_seen",
    "app::middle::told",
    "app::missing::missing",
    "app::paper::paper",
    "app::practice::choose",
    "app::practice::lesson",
    "app::settings::settings",
    "app::spare::put_back",
    "app::spare::saver",
    "app::state::border::read_chosen",
    "app::state::links::unlink",
    "app::state::place::come_back",
    "app::state::place::keep",
    "app::state::tidy::cards",
    "app::state::tidy::pack",
    "app::state::typing::commit",
    "app::step::work::work",
    "app::steps::whose::whose",
    "app::wipe::remove_all",
];
/// The name under which the second part imports from the first.
const FIRST: &str = "first";

/// The two parts.
pub struct Parts {
    pub first: Vec<u8>,
    pub later: Vec<u8>,
}

/// Cuts a module, which still has the names of its functions. Fails where a door is called without asking whether what is
/// behind it is here.
pub fn split(module: &[u8]) -> Result<Parts> {
    let whole = parse(module)?;
    let names: Vec<String> = whole.funcs.iter().map(|function| name(function.name.as_deref())).collect();
    // `app::later` asks whether the second part is here, so nothing made for it may be there.
    let is_later = |id: FunctionId| {
        let name = &names[id.index()];
        LATER.iter().any(|path| mentions(name, path)) && !mentions(name, "app::later")
    };
    let table = table_functions(&whole)?;
    let (mut first, mut queue) = (BTreeSet::new(), roots(&whole));
    queue.extend(table.iter().filter(|id| !is_later(**id)));
    while let Some(id) = queue.pop() {
        ensure!(!is_door(&names[id.index()]), "{} is called, not handed to app::later", names[id.index()]);
        if first.insert(id.index()) {
            queue.extend(called_by(&whole, id));
        }
    }
    let (mut later, mut queue) = (BTreeSet::new(), table);
    queue.retain(|id| is_later(*id));
    let mut shared = BTreeSet::new();
    while let Some(id) = queue.pop() {
        // The browser's own functions come through the first part, too.
        let is_own = matches!(whole.funcs.get(id).kind, FunctionKind::Local(_));
        if first.contains(&id.index()) || !is_own {
            shared.insert(id.index());
        } else if later.insert(id.index()) {
            queue.extend(called_by(&whole, id));
        }
    }
    let cut = Cut { later, shared };
    Ok(Parts { first: cut.first(parse(module)?)?, later: cut.later(parse(module)?)? })
}

fn parse(module: &[u8]) -> Result<Module> {
    let mut config = ModuleConfig::new();
    config.generate_producers_section(false);
    config.parse(module).context("the module cannot be read")
}

/// Without the hashes that every build makes anew.
fn name(mangled: Option<&str>) -> String {
    mangled.map(|name| format!("{:#}", rustc_demangle::demangle(name))).unwrap_or_default()
}

fn is_door(name: &str) -> bool {
    DOORS.iter().any(|path| name == format!("sop_checklist::{path}"))
}

/// Whether a function's name says that it belongs to a module of the app, or was made for it.
fn mentions(name: &str, path: &str) -> bool {
    name.contains(&format!("sop_checklist::{path}::"))
}

fn roots(module: &Module) -> Vec<FunctionId> {
    let exported = module.exports.iter().filter_map(|export| match export.item {
        ExportItem::Function(id) => Some(id),
        _ => None,
    });
    exported.chain(module.start).collect()
}

/// The functions of the table, in its order.
fn table_functions(module: &Module) -> Result<Vec<FunctionId>> {
    let mut found = Vec::new();
    for element in module.elements.iter() {
        match (&element.kind, &element.items) {
            (ElementKind::Active { .. } | ElementKind::Declared, ElementItems::Functions(ids)) => found.extend(ids),
            _ => anyhow::bail!("an element segment of a kind that this tool does not know"),
        }
    }
    Ok(found)
}

#[derive(Default)]
struct Calls(Vec<FunctionId>);

impl<'i> Visitor<'i> for Calls {
    fn visit_call(&mut self, call: &Call) {
        self.0.push(call.func);
    }

    fn visit_return_call(&mut self, call: &ReturnCall) {
        self.0.push(call.func);
    }

    fn visit_ref_func(&mut self, function: &RefFunc) {
        self.0.push(function.func);
    }
}

fn called_by(module: &Module, id: FunctionId) -> Vec<FunctionId> {
    let mut calls = Calls::default();
    if let FunctionKind::Local(function) = &module.funcs.get(id).kind {
        dfs_in_order(&mut calls, function, function.entry_block());
    }
    calls.0
}

/// Which functions go where, by their numbers: equal in all readings of the same bytes.
struct Cut {
    later: BTreeSet<usize>,
    shared: BTreeSet<usize>,
}

impl Cut {
    fn first(&self, mut module: Module) -> Result<Vec<u8>> {
        // A call that comes too early ends in a trap, which `boot.js` reports, and never in another function.
        let mut trap = FunctionBuilder::new(&mut module.types, &[], &[]);
        trap.func_body().unreachable();
        let trap = trap.finish(vec![], &mut module.funcs);
        for element in module.elements.iter_mut() {
            if let ElementItems::Functions(ids) = &mut element.items {
                for id in ids.iter_mut().filter(|id| self.later.contains(&id.index())) {
                    *id = trap;
                }
            }
        }
        for number in &self.shared {
            let function = function(&module, *number)?;
            module.exports.add(&format!("f{number}"), function);
        }
        for memory in module.memories.iter() {
            module.exports.add(&format!("m{}", memory.id().index()), memory.id());
        }
        for table in module.tables.iter() {
            module.exports.add(&format!("t{}", table.id().index()), table.id());
        }
        for global in module.globals.iter() {
            module.exports.add(&format!("g{}", global.id().index()), global.id());
        }
        walrus::passes::gc::run(&mut module);
        Ok(module.emit_wasm())
    }

    fn later(&self, mut module: Module) -> Result<Vec<u8>> {
        module.start = None;
        for export in module.exports.iter().map(|export| export.id()).collect::<Vec<_>>() {
            module.exports.delete(export);
        }
        for data in module.data.iter().map(|data| data.id()).collect::<Vec<_>>() {
            module.data.delete(data);
        }
        for memory in module.memories.iter_mut() {
            memory.data_segments.clear();
            memory.import = Some(module.imports.add(FIRST, &format!("m{}", memory.id().index()), memory.id()));
        }
        self.fill_table(&mut module)?;
        for table in module.tables.iter_mut() {
            table.import = Some(module.imports.add(FIRST, &format!("t{}", table.id().index()), table.id()));
        }
        for id in module.globals.iter().map(|global| global.id()).collect::<Vec<_>>() {
            let import = module.imports.add(FIRST, &format!("g{}", id.index()), id);
            module.globals.get_mut(id).kind = GlobalKind::Import(import);
        }
        for number in &self.shared {
            let (id, name) = (function(&module, *number)?, format!("f{number}"));
            if let FunctionKind::Import(known) = &module.funcs.get(id).kind {
                let import = module.imports.get_mut(known.import);
                (import.module, import.name) = (FIRST.to_owned(), name);
                continue;
            }
            let import = module.imports.add(FIRST, &name, id);
            let function = module.funcs.get_mut(id);
            function.kind = FunctionKind::Import(ImportedFunction { import, ty: function.ty() });
        }
        walrus::passes::gc::run(&mut module);
        Ok(module.emit_wasm())
    }

    /// Leaves in the table's segments only what comes later, each function at its own place.
    fn fill_table(&self, module: &mut Module) -> Result<()> {
        let mut runs: Vec<(TableId, i32, Vec<FunctionId>)> = Vec::new();
        for element in module.elements.iter() {
            let ElementItems::Functions(ids) = &element.items else { continue };
            let ElementKind::Active { table, offset: ConstExpr::Value(Value::I32(offset)) } = &element.kind else {
                ensure!(
                    matches!(element.kind, ElementKind::Declared),
                    "a segment of the table begins somewhere unknown"
                );
                continue;
            };
            for (place, id) in (*offset..).zip(ids).filter(|(_, id)| self.later.contains(&id.index())) {
                match runs.last_mut() {
                    Some((known, begin, run)) if known == table && *begin + run.len() as i32 == place => run.push(*id),
                    _ => runs.push((*table, place, vec![*id])),
                }
            }
        }
        for table in module.tables.iter_mut() {
            table.elem_segments.clear();
        }
        for element in module.elements.iter().map(|element| element.id()).collect::<Vec<_>>() {
            module.elements.delete(element);
        }
        for (table, begin, run) in runs {
            let kind = ElementKind::Active { table, offset: ConstExpr::Value(Value::I32(begin)) };
            let added = module.elements.add(kind, ElementItems::Functions(run));
            module.tables.get_mut(table).elem_segments.insert(added);
        }
        Ok(())
    }
}

fn function(module: &Module, number: usize) -> Result<FunctionId> {
    let functions = module.funcs.iter();
    let mut ids = functions.map(|function| function.id());
    ids.find(|id| id.index() == number).context("a function without a number")
}

#[cfg(test)]
mod tests {
    use walrus::{InstrSeqBuilder, ValType};

    use super::*;

    /// A module with these functions, all in the table from place 1 on; each calls those after its colon. `main` is the one
    /// that the browser calls.
    fn module(functions: &[&str]) -> Vec<u8> {
        let mut module = Module::default();
        let table = module.tables.add_local(false, 8, None, walrus::RefType::FUNCREF);
        module.memories.add_local(false, false, 1, None, None);
        let mut made: Vec<(String, FunctionId)> = Vec::new();
        for line in functions.iter().rev() {
            let (name, calls) = line.split_once(": ").unwrap_or((line, ""));
            let mut function = FunctionBuilder::new(&mut module.types, &[], &[ValType::I32]);
            function.name(name.to_owned());
            let mut body: InstrSeqBuilder = function.func_body();
            for call in calls.split(' ').filter(|call| !call.is_empty()) {
                let (_, id) = made.iter().find(|(name, _)| name == call).unwrap_or_else(|| panic!("no {call}"));
                body.call(*id).drop();
            }
            body.i32_const(7);
            let id = function.finish(vec![], &mut module.funcs);
            made.push((name.to_owned(), id));
        }
        let in_table = made.iter().filter(|(name, _)| name.starts_with("sop_checklist::")).map(|(_, id)| *id);
        let items = ElementItems::Functions(in_table.collect());
        let kind = ElementKind::Active { table, offset: ConstExpr::Value(Value::I32(1)) };
        let element = module.elements.add(kind, items);
        module.tables.get_mut(table).elem_segments.insert(element);
        let (_, main) = made.last().unwrap();
        module.exports.add("main", *main);
        module.emit_wasm()
    }

    fn functions(part: &[u8]) -> Vec<String> {
        let part = Module::from_buffer(part).unwrap();
        let own = part.funcs.iter().filter(|function| matches!(function.kind, FunctionKind::Local(_)));
        own.map(|function| function.name.clone().unwrap_or_else(|| "trap".to_owned())).collect()
    }

    #[test]
    fn what_only_the_second_part_needs_goes_there_and_what_both_need_is_given_to_it() {
        let whole = module(&[
            "main: sop_checklist::app::cases::cases both",
            "sop_checklist::app::cases::cases",
            "sop_checklist::app::paper::paper: sheet both",
            "sheet",
            "both",
        ]);
        let parts = split(&whole).unwrap();
        let (first, later) = (functions(&parts.first), functions(&parts.later));
        for name in ["main", "sop_checklist::app::cases::cases", "both", "trap"] {
            assert!(first.iter().any(|known| known == name), "{name} is not in {first:?}");
        }
        assert_eq!(later.len(), 2, "{later:?}");
        assert!(later.contains(&"sop_checklist::app::paper::paper".to_owned()) && later.contains(&"sheet".to_owned()));
        let later = Module::from_buffer(&parts.later).unwrap();
        assert!(later.imports.iter().all(|import| import.module == FIRST));
        let given = Module::from_buffer(&parts.first).unwrap();
        for import in later.imports.iter() {
            assert!(given.exports.iter().any(|export| export.name == import.name), "{} is not given", import.name);
        }
    }

    #[test]
    fn each_function_keeps_its_place_in_the_table() {
        let whole = module(&["main", "sop_checklist::app::paper::paper", "sop_checklist::app::cases::cases"]);
        let parts = split(&whole).unwrap();
        let places = |part: &[u8]| {
            let part = Module::from_buffer(part).unwrap();
            let mut places = Vec::new();
            for element in part.elements.iter() {
                if let (
                    ElementKind::Active { offset: ConstExpr::Value(Value::I32(from)), .. },
                    ElementItems::Functions(ids),
                ) = (&element.kind, &element.items)
                {
                    places.extend((*from..).zip(ids).map(|(place, id)| (place, part.funcs.get(*id).name.clone())));
                }
            }
            places
        };
        let (cases, paper) = ("sop_checklist::app::cases::cases", "sop_checklist::app::paper::paper");
        assert_eq!(places(&parts.first), [(1, Some(cases.to_owned())), (2, None)]);
        assert_eq!(places(&parts.later), [(2, Some(paper.to_owned()))]);
    }

    #[test]
    fn a_door_that_is_called_without_asking_stops_the_build() {
        let whole = module(&["main: sop_checklist::app::paper::paper", "sop_checklist::app::paper::paper"]);
        assert!(split(&whole).is_err());
    }
}
