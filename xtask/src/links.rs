//! What each function and each constant of the compiler's module refers to, read from the linker's relocations.
//!
//! A number in code may be an address, a place in the table, or just a number: only the linker knows, and with
//! `--emit-relocs` it tells. Functions go by name, since wasm-bindgen gives them new numbers; data by address, which
//! nobody changes.

use std::collections::BTreeMap;
use std::ops::Range;

use anyhow::{Context, Result, bail, ensure};
use wasmparser::{
    DataKind, KnownCustom, Linking, Name, Operator, Parser, Payload, RelocationType as Kind, SymbolFlags, SymbolInfo,
};

/// Everything that refers to something.
#[derive(Debug, Default)]
pub struct Links {
    /// By the function's name; what several of one name refer to is put together.
    pub functions: BTreeMap<String, Refs>,
    pub data: Vec<Datum>,
}

/// What a function or a constant refers to.
#[derive(Debug, Default)]
pub struct Refs {
    /// Names of functions whose place in the table is used. Direct calls are not among them: the module itself shows them.
    pub table: Vec<String>,
    /// Numbers in [`Links::data`].
    pub data: Vec<usize>,
}

/// One constant or variable in memory.
#[derive(Debug)]
pub struct Datum {
    /// Its addresses, in bytes.
    pub place: Range<u32>,
    /// Whether nobody writes there, so that its bytes may come late.
    pub is_constant: bool,
    pub refs: Refs,
}

/// A symbol of the linker as far as it matters here.
#[derive(Clone)]
enum Symbol {
    Function(u32),
    Data(usize),
    Other,
}

/// One segment of memory in the file.
struct Segment {
    address: u32,
    /// Where its bytes begin in the data section.
    begin: u32,
    is_constant: bool,
}

/// Reads a module as the linker wrote it.
///
/// # Errors
///
/// When it was linked without relocations, or has a kind of them that this reader does not know.
pub fn read(module: &[u8]) -> Result<Links> {
    let (mut names, mut bodies, mut imported) = (BTreeMap::new(), Vec::new(), 0);
    let (mut code_at, mut segments, mut segment_names) = (0, Vec::new(), Vec::new());
    let (mut symbols, mut relocations) = (Vec::new(), Vec::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, wasmparser::TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionStart { range, .. } => code_at = range.start,
            Payload::CodeSectionEntry(body) => {
                let range = body.range();
                bodies.push((range.start - code_at) as u32..(range.end - code_at) as u32);
            }
            Payload::DataSection(section) => {
                let start = section.range().start;
                for segment in section {
                    let segment = segment?;
                    let DataKind::Active { offset_expr, .. } = segment.kind else { bail!("a segment without a place") };
                    let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
                        bail!("a segment begins somewhere unknown");
                    };
                    let begin = segment.range.end - segment.data.len() - start;
                    segments.push(Segment { address: value as u32, begin: begin as u32, is_constant: false });
                }
            }
            Payload::CustomSection(section) => match section.as_known() {
                KnownCustom::Name(subsections) => {
                    for subsection in subsections {
                        let Name::Function(map) = subsection? else { continue };
                        for naming in map {
                            let naming = naming?;
                            names.insert(naming.index, naming.name.to_owned());
                        }
                    }
                }
                KnownCustom::Linking(linking) => {
                    for part in linking.subsections() {
                        match part? {
                            Linking::SegmentInfo(infos) => {
                                for info in infos {
                                    segment_names.push(info?.name.to_owned());
                                }
                            }
                            Linking::SymbolTable(table) => {
                                symbols = table.into_iter().collect::<Result<Vec<_>, _>>()?;
                            }
                            _ => {}
                        }
                    }
                }
                KnownCustom::Reloc(section_of) => {
                    let of_code = section.name() == "reloc.CODE";
                    if of_code || section.name() == "reloc.DATA" {
                        for entry in section_of.entries() {
                            relocations.push((of_code, entry?));
                        }
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
    ensure!(!symbols.is_empty() && !relocations.is_empty(), "the module was linked without --emit-relocs");
    for (segment, name) in segments.iter_mut().zip(&segment_names) {
        segment.is_constant = name.starts_with(".rodata");
    }

    let mut links = Links::default();
    let mut known = Vec::with_capacity(symbols.len());
    for symbol in &symbols {
        known.push(match symbol {
            SymbolInfo::Func { index, .. } => Symbol::Function(*index),
            SymbolInfo::Data { symbol: Some(at), flags, .. } if !flags.contains(SymbolFlags::ABSOLUTE) => {
                // What lies in memory that begins as zeros has no segment in the file.
                match segments.get(at.index as usize) {
                    None => Symbol::Other,
                    Some(segment) => {
                        let address = segment.address + at.offset;
                        let place = address..address + at.size;
                        links.data.push(Datum { place, is_constant: segment.is_constant, refs: Refs::default() });
                        Symbol::Data(links.data.len() - 1)
                    }
                }
            }
            _ => Symbol::Other,
        });
    }
    let mut by_address: Vec<usize> = (0..links.data.len()).collect();
    by_address.sort_by_key(|number| (links.data[*number].place.start, links.data[*number].place.end));
    let name_of = |index: u32| names.get(&index).cloned();
    for range in 0..bodies.len() as u32 {
        if let Some(name) = name_of(imported + range) {
            links.functions.entry(name).or_default();
        }
    }
    for (of_code, entry) in relocations {
        let target = match entry.ty {
            Kind::TableIndexSleb | Kind::TableIndexI32 | Kind::MemoryAddrLeb | Kind::MemoryAddrSleb | Kind::MemoryAddrI32 => {
                known.get(entry.index as usize).cloned().context("a relocation names no symbol")?
            }
            // Calls, types, globals and tables keep their meaning by themselves.
            Kind::FunctionIndexLeb | Kind::TypeIndexLeb | Kind::GlobalIndexLeb | Kind::TableNumberLeb => continue,
            other => bail!("a relocation of a kind that this tool does not know: {other:?}"),
        };
        let sources: Vec<&mut Refs> = if of_code {
            let body = bodies.partition_point(|body| body.end <= entry.offset);
            ensure!(bodies.get(body).is_some_and(|body| body.contains(&entry.offset)), "a relocation outside all code");
            let name = name_of(imported + body as u32).context("a function without a name")?;
            vec![links.functions.entry(name).or_default()]
        } else {
            let segment = segments.iter().rev().find(|segment| segment.begin <= entry.offset);
            let segment = segment.context("a relocation outside all data")?;
            let address = segment.address + (entry.offset - segment.begin);
            let holders: Vec<usize> =
                by_address.iter().copied().filter(|number| links.data[*number].place.contains(&address)).collect();
            ensure!(!holders.is_empty(), "a relocation in data that nobody owns");
            let holds = |number: &usize| holders.contains(number);
            let data = links.data.iter_mut().enumerate();
            data.filter(|(number, _)| holds(number)).map(|(_, datum)| &mut datum.refs).collect()
        };
        for refs in sources {
            match &target {
                Symbol::Function(index) => refs.table.extend(names.get(index).cloned()),
                Symbol::Data(number) => refs.data.push(*number),
                Symbol::Other => {}
            }
        }
    }
    Ok(links)
}
