//! Cuts the module in two: what the first screen needs, and what comes after it.
//!
//! Both parts share one memory and one table of functions. [`DOORS`] are reached only through that table, from
//! `app::later`, which asks first whether they are here. What can be reached without going through a door is in the first
//! part, code and constants alike; all else comes later, and until then its places in the table hold a trap. So nothing of
//! the first part can ever meet what is not here yet. What both need the first gives to the second by name.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use anyhow::{Context, Result, ensure};
use walrus::ir::{Call, RefFunc, ReturnCall, Value, Visitor, dfs_in_order};
use walrus::{
    ConstExpr, DataId, DataKind, ElementItems, ElementKind, ExportItem, FunctionBuilder, FunctionId, FunctionKind,
    GlobalKind, ImportedFunction, Module, ModuleConfig, TableId,
};

use crate::links::{Links, Refs};

/// The functions behind which everything comes later: nothing but the table leads there.
const DOORS: &[&str] = &[
    "app::back::way_back",
    "app::case_screen::head::head",
    "app::border::border",
    "app::consents::consents",
    "app::dossier::dossier",
    "app::facts::facts",
    "app::fields::watches",
    "app::files::preview::came",
    "app::files::receive::receive",
    "app::files::send::export",
    "app::gate::reasons::reasons",
    "app::history::history",
    "app::history::undone",
    "app::journey::way",
    "app::languages::languages",
    "app::limits::chip",
    "app::limits::next_due",
    "app::links::links",
    "app::middle::told",
    "app::missing::missing",
    "app::offline::newer",
    "app::offline::status",
    "app::outside::outside",
    "app::paper::paper",
    "app::practice::choose",
    "app::practice::lesson",
    "app::reports::reports",
    "app::reports::way_to_reports",
    "app::settings::settings",
    "app::spare::put_back",
    "app::spare::saver",
    "app::state::annex::take",
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
pub fn split(module: &[u8], links: &Links) -> Result<Parts> {
    let whole = parse(module)?;
    let graph = Graph::of(&whole, links);
    let first = graph.reached_first()?;
    let later = graph.reached_later(&first);
    // The browser's own functions come through the first part, too.
    let is_own = |id: usize| graph.own.contains(&id);
    let (later, mut shared): (BTreeSet<usize>, BTreeSet<usize>) = later.functions.iter().partition(|id| is_own(**id));
    shared.extend(graph.called_from(&later).filter(|id| first.functions.contains(id)));
    let late_bytes = graph.late_bytes(&first);
    let kept = first.functions.union(&shared).copied().collect();
    let cut = Cut { kept, later, shared, late_bytes };
    Ok(Parts { first: cut.first(parse(module)?)?, later: cut.later(parse(module)?)? })
}

/// What leads where, by the numbers of functions (equal in all readings of the same bytes) and of constants.
struct Graph<'a> {
    names: Vec<String>,
    calls: BTreeMap<usize, Vec<usize>>,
    refs: BTreeMap<usize, &'a Refs>,
    ids: BTreeMap<&'a str, Vec<usize>>,
    roots: Vec<usize>,
    own: BTreeSet<usize>,
    links: &'a Links,
}

/// What a walk came by.
#[derive(Default)]
struct Reached {
    functions: BTreeSet<usize>,
    data: BTreeSet<usize>,
}

impl<'a> Graph<'a> {
    fn of(module: &Module, links: &'a Links) -> Self {
        let mut graph = Self {
            names: Vec::new(),
            calls: BTreeMap::new(),
            refs: BTreeMap::new(),
            ids: BTreeMap::new(),
            roots: roots(module).into_iter().map(|id| id.index()).collect(),
            own: BTreeSet::new(),
            links,
        };
        for function in module.funcs.iter() {
            let (id, mangled) = (function.id(), function.name.as_deref().unwrap_or_default());
            graph.names.push(name(mangled));
            graph.calls.insert(id.index(), called_by(module, id).iter().map(|id| id.index()).collect());
            if matches!(function.kind, FunctionKind::Local(_)) {
                graph.own.insert(id.index());
            }
            if let Some((mangled, refs)) = links.functions.get_key_value(mangled) {
                graph.refs.insert(id.index(), refs);
                graph.ids.entry(mangled).or_default().push(id.index());
            }
        }
        // What wasm-bindgen put into the table itself: the browser may call it at any time.
        let in_table = module.elements.iter().flat_map(|element| match &element.items {
            ElementItems::Functions(ids) => &ids[..],
            ElementItems::Expressions(..) => &[],
        });
        let unknown = in_table.map(|id| id.index()).filter(|id| !graph.refs.contains_key(id));
        graph.roots.extend(unknown.collect::<Vec<_>>());
        graph
    }

    fn reached_first(&self) -> Result<Reached> {
        let (mut reached, mut queue) = (Reached::default(), Vec::new());
        let visit = |ids: &[usize]| -> Result<Vec<usize>> {
            let door = ids.iter().find(|id| is_door(&self.names[**id]));
            ensure!(door.is_none(), "{} is called, not handed to app::later", door.map_or("", |id| &self.names[*id]));
            Ok(ids.to_vec())
        };
        queue.extend(visit(&self.roots)?);
        while let Some(id) = queue.pop() {
            if reached.functions.insert(id) {
                queue.extend(visit(&self.calls[&id])?);
                let pointed = self.pointed(self.refs.get(&id).copied(), &mut reached.data);
                queue.extend(pointed.into_iter().filter(|id| !is_door(&self.names[*id])));
            }
        }
        Ok(reached)
    }

    /// What is behind the doors, and not in the first part.
    fn reached_later(&self, first: &Reached) -> Reached {
        let mut reached = Reached { functions: BTreeSet::new(), data: first.data.clone() };
        let doors = self.refs.keys().copied().filter(|id| is_door(&self.names[*id]));
        let mut queue: Vec<usize> = doors.collect();
        while let Some(id) = queue.pop() {
            if !first.functions.contains(&id) && reached.functions.insert(id) {
                queue.extend(&self.calls[&id]);
                queue.extend(self.pointed(self.refs.get(&id).copied(), &mut reached.data));
            }
        }
        reached
    }

    /// The functions that are reached from here through the table, by constants that were not seen before.
    fn pointed(&self, refs: Option<&Refs>, seen: &mut BTreeSet<usize>) -> Vec<usize> {
        let (mut found, mut queue) = (Vec::new(), Vec::from_iter(refs));
        while let Some(refs) = queue.pop() {
            found.extend(refs.table.iter().filter_map(|name| self.ids.get(name.as_str())).flatten());
            queue.extend(
                refs.data.iter().filter(|number| seen.insert(**number)).map(|number| &self.links.data[*number].refs),
            );
        }
        found
    }

    fn called_from(&self, functions: &BTreeSet<usize>) -> impl Iterator<Item = usize> {
        functions.iter().flat_map(|id| self.calls[id].clone())
    }

    /// The addresses of constants that the first part never reads.
    fn late_bytes(&self, first: &Reached) -> BTreeSet<u32> {
        let data = || self.links.data.iter().enumerate();
        let mut late: BTreeSet<u32> = data()
            .filter(|(number, datum)| datum.is_constant && !first.data.contains(number))
            .flat_map(|(_, datum)| datum.place.clone())
            .collect();
        for (_, datum) in data().filter(|(number, datum)| !datum.is_constant || first.data.contains(number)) {
            datum.place.clone().for_each(|address| {
                late.remove(&address);
            });
        }
        late
    }
}

fn parse(module: &[u8]) -> Result<Module> {
    let mut config = ModuleConfig::new();
    config.generate_producers_section(false);
    config.parse(module).context("the module cannot be read")
}

/// Without the hashes that every build makes anew.
fn name(mangled: &str) -> String {
    format!("{:#}", rustc_demangle::demangle(mangled))
}

fn is_door(name: &str) -> bool {
    DOORS.iter().any(|path| name == format!("sop_checklist::{path}"))
}

fn roots(module: &Module) -> Vec<FunctionId> {
    let exported = module.exports.iter().filter_map(|export| match export.item {
        ExportItem::Function(id) => Some(id),
        _ => None,
    });
    exported.chain(module.start).collect()
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
    /// What stays in the first part's table.
    kept: BTreeSet<usize>,
    later: BTreeSet<usize>,
    shared: BTreeSet<usize>,
    late_bytes: BTreeSet<u32>,
}

impl Cut {
    fn first(&self, mut module: Module) -> Result<Vec<u8>> {
        // A call that comes too early ends in a trap, which `boot.js` reports, and never in another function.
        let mut trap = FunctionBuilder::new(&mut module.types, &[], &[]);
        trap.func_body().unreachable();
        let trap = trap.finish(vec![], &mut module.funcs);
        for element in module.elements.iter_mut() {
            if let ElementItems::Functions(ids) = &mut element.items {
                for id in ids.iter_mut().filter(|id| !self.kept.contains(&id.index())) {
                    *id = trap;
                }
            }
        }
        for (place, number) in self.shared.iter().enumerate() {
            let function = function(&module, *number)?;
            module.exports.add(&short(place), function);
        }
        for (id, segment) in segments(&module)? {
            let late = segment.filter(|address| self.late_bytes.contains(address));
            let begin = address(&module, id)?;
            for address in late {
                module.data.get_mut(id).value[(address - begin) as usize] = 0;
            }
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
        self.fill_memory(&mut module)?;
        for memory in module.memories.iter_mut() {
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
        for (place, number) in self.shared.iter().enumerate() {
            let (id, name) = (function(&module, *number)?, short(place));
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

    /// Leaves in memory's segments only the constants that come later, each at its own address.
    fn fill_memory(&self, module: &mut Module) -> Result<()> {
        let mut runs: Vec<(u32, Vec<u8>)> = Vec::new();
        for (id, segment) in segments(module)? {
            let begin = address(module, id)?;
            for address in segment.filter(|address| self.late_bytes.contains(address)) {
                let byte = module.data.get(id).value[(address - begin) as usize];
                match runs.last_mut() {
                    Some((start, run)) if *start + run.len() as u32 == address => run.push(byte),
                    _ => runs.push((address, vec![byte])),
                }
            }
        }
        for memory in module.memories.iter_mut() {
            memory.data_segments.clear();
        }
        for data in module.data.iter().map(|data| data.id()).collect::<Vec<_>>() {
            module.data.delete(data);
        }
        let memory = module.memories.iter().next().context("a module without memory")?.id();
        for (start, run) in runs {
            let offset = ConstExpr::Value(Value::I32(start as i32));
            let added = module.data.add(DataKind::Active { memory, offset }, run);
            module.memories.get_mut(memory).data_segments.insert(added);
        }
        Ok(())
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

/// The segments of memory and their addresses.
fn segments(module: &Module) -> Result<Vec<(DataId, Range<u32>)>> {
    let all = module.data.iter().map(|data| {
        let begin = address(module, data.id())?;
        Ok((data.id(), begin..begin + data.value.len() as u32))
    });
    all.collect()
}

fn address(module: &Module, data: DataId) -> Result<u32> {
    match &module.data.get(data).kind {
        DataKind::Active { offset: ConstExpr::Value(Value::I32(address)), .. } => Ok(*address as u32),
        _ => anyhow::bail!("a segment of memory begins somewhere unknown"),
    }
}

/// Names in the order of numbers, as short as can be: the first part carries hundreds. Those of wasm-bindgen are longer.
fn short(number: usize) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789$_";
    let sign = |number: usize| char::from(SIGNS[number % 64]);
    if number < 64 * 64 {
        [sign(number / 64), sign(number)].iter().collect()
    } else {
        format!("{}{}", short(number / 64), sign(number))
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
    use crate::links::Datum;

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
        let data = ["early", "late!", "moves"].concat().into_bytes();
        let memory = module.memories.iter().next().unwrap().id();
        let kind = DataKind::Active { memory, offset: ConstExpr::Value(Value::I32(64)) };
        let segment = module.data.add(kind, data);
        module.memories.get_mut(memory).data_segments.insert(segment);
        let items = ElementItems::Functions(in_table.collect());
        let kind = ElementKind::Active { table, offset: ConstExpr::Value(Value::I32(1)) };
        let element = module.elements.add(kind, items);
        module.tables.get_mut(table).elem_segments.insert(element);
        let (_, main) = made.last().unwrap();
        module.exports.add("main", *main);
        module.emit_wasm()
    }

    /// What the linker says of such a module: who uses whose place in the table, and which of the three words in memory.
    fn links(functions: &[&str]) -> Links {
        let mut links = Links::default();
        for (number, is_constant) in [(0, true), (1, true), (2, false)] {
            let start = 64 + 5 * number;
            links.data.push(Datum { place: start..start + 5, is_constant, refs: Refs::default() });
        }
        for line in functions {
            let (name, refs) = line.split_once(": ").unwrap_or((line, ""));
            let mut known = Refs::default();
            for to in refs.split(' ').filter(|to| !to.is_empty()) {
                match ["early", "late!", "moves"].iter().position(|word| *word == to) {
                    Some(number) => known.data.push(number),
                    None => known.table.push(to.to_owned()),
                }
            }
            links.functions.insert(name.to_owned(), known);
        }
        links
    }

    /// Memory as a part fills it.
    fn memory(part: &[u8]) -> Vec<u8> {
        let part = Module::from_buffer(part).unwrap();
        let mut memory = vec![0; 15];
        for (id, segment) in segments(&part).unwrap() {
            let begin = segment.start as usize - 64;
            let bytes = &part.data.get(id).value;
            memory[begin..begin + bytes.len()].copy_from_slice(bytes);
        }
        memory
    }

    fn functions(part: &[u8]) -> Vec<String> {
        let part = Module::from_buffer(part).unwrap();
        let own = part.funcs.iter().filter(|function| matches!(function.kind, FunctionKind::Local(_)));
        own.map(|function| function.name.clone().unwrap_or_else(|| "trap".to_owned())).collect()
    }

    const PAPER: &str = "sop_checklist::app::paper::paper";

    #[test]
    fn what_is_only_behind_a_door_comes_later_and_what_both_need_is_given_to_it() {
        let whole =
            module(&["main: screen both", "screen", "sop_checklist::app::paper::paper: sheet both", "sheet", "both"]);
        let links = links(&["main", "screen: sop_checklist::app::paper::paper", PAPER, "sheet", "both"]);
        let parts = split(&whole, &links).unwrap();
        let (first, later) = (functions(&parts.first), functions(&parts.later));
        for name in ["main", "screen", "both", "trap"] {
            assert!(first.iter().any(|known| known == name), "{name} is not in {first:?}");
        }
        assert_eq!(later.len(), 2, "{later:?}");
        assert!(later.contains(&PAPER.to_owned()) && later.contains(&"sheet".to_owned()));
        let later = Module::from_buffer(&parts.later).unwrap();
        assert!(later.imports.iter().all(|import| import.module == FIRST));
        let given = Module::from_buffer(&parts.first).unwrap();
        for import in later.imports.iter() {
            assert!(given.exports.iter().any(|export| export.name == import.name), "{} is not given", import.name);
        }
    }

    /// Closures and methods of a trait are reached by their places, which constants hold.
    #[test]
    fn what_the_first_part_reaches_through_the_table_is_in_it() {
        let whole =
            module(&["main", "sop_checklist::app::paper::paper: sheet", "sheet", "sop_checklist::app::cases::cases"]);
        let mut links = links(&["main: early", PAPER, "sheet", "sop_checklist::app::cases::cases"]);
        links.data[0].refs.table.push("sop_checklist::app::cases::cases".to_owned());
        let parts = split(&whole, &links).unwrap();
        assert!(functions(&parts.first).contains(&"sop_checklist::app::cases::cases".to_owned()));
        assert_eq!(functions(&parts.later).len(), 2);
    }

    #[test]
    fn a_constant_that_only_later_code_reads_comes_with_it() {
        let whole = module(&["main", PAPER]);
        let parts =
            split(&whole, &links(&["main: early", "sop_checklist::app::paper::paper: early late! moves"])).unwrap();
        assert_eq!(memory(&parts.first), b"early\0\0\0\0\0moves");
        assert_eq!(memory(&parts.later), b"\0\0\0\0\0late!\0\0\0\0\0");
    }

    #[test]
    fn each_function_keeps_its_place_in_the_table() {
        let whole = module(&["main", PAPER, "sop_checklist::app::cases::cases"]);
        let links = links(&["main: sop_checklist::app::cases::cases", PAPER, "sop_checklist::app::cases::cases"]);
        let parts = split(&whole, &links).unwrap();
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
        assert_eq!(places(&parts.first), [(1, Some("sop_checklist::app::cases::cases".to_owned())), (2, None)]);
        assert_eq!(places(&parts.later), [(2, Some(PAPER.to_owned()))]);
    }

    #[test]
    fn a_door_that_is_called_without_asking_stops_the_build() {
        let whole = module(&["main: sop_checklist::app::paper::paper", PAPER]);
        assert!(split(&whole, &links(&["main", PAPER])).is_err());
    }
}
