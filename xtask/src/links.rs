//! What each function and each constant of the compiler's module refers to, read from the linker's relocations.
//!
//! A number in code may be an address, a place in the table, or just a number: only the linker knows, and with
//! `--emit-relocs` it tells. Functions go by name, since wasm-bindgen gives them new numbers; data by address, which
//! nobody changes.

use std::collections::BTreeMap;
use std::ops::Range;

use anyhow::{Context, Result, bail, ensure};
use wasmparser::{
    CustomSectionReader, Data, DataKind, KnownCustom, Linking, Name, Operator, Parser, Payload, RelocationEntry,
    RelocationType as Kind, SymbolFlags, SymbolInfo, TypeRef,
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
enum Symbol {
    Function(u32),
    Data(usize),
    Other,
}

/// The parts of the file that relocations speak of. Places are counted from the begin of their section.
#[derive(Default)]
struct Parts<'m> {
    names: BTreeMap<u32, String>,
    /// How many functions come before the first body.
    imported: u32,
    bodies: Vec<Range<u32>>,
    segments: Vec<Segment>,
    segment_names: Vec<&'m str>,
    symbols: Vec<SymbolInfo<'m>>,
    of_code: Vec<RelocationEntry>,
    of_data: Vec<RelocationEntry>,
}

/// One segment of memory in the file.
struct Segment {
    address: u32,
    /// Where its bytes begin in the data section.
    begin: u32,
}

/// Reads a module as the linker wrote it.
///
/// # Errors
///
/// When it was linked without relocations, or has a kind of them that this reader does not know.
pub fn read(module: &[u8]) -> Result<Links> {
    let parts = Parts::read(module)?;
    ensure!(!parts.symbols.is_empty() && !parts.of_code.is_empty(), "the module was linked without --emit-relocs");
    let (symbols, mut data) = parts.symbols();
    let mut functions: BTreeMap<String, Refs> = BTreeMap::new();
    for name in parts.names.range(parts.imported..).map(|(_, name)| name) {
        functions.entry(name.clone()).or_default();
    }
    let target = |entry: &RelocationEntry| -> Result<Option<&Symbol>> {
        match entry.ty {
            Kind::TableIndexSleb
            | Kind::TableIndexI32
            | Kind::MemoryAddrLeb
            | Kind::MemoryAddrSleb
            | Kind::MemoryAddrI32 => {
                symbols.get(entry.index as usize).context("a relocation names no symbol").map(Some)
            }
            // Calls, types, globals and tables keep their meaning by themselves.
            Kind::FunctionIndexLeb | Kind::TypeIndexLeb | Kind::GlobalIndexLeb | Kind::TableNumberLeb => Ok(None),
            other => bail!("a relocation of a kind that this tool does not know: {other:?}"),
        }
    };
    for entry in &parts.of_code {
        if let Some(target) = target(entry)? {
            parts.refer(functions.entry(parts.function_at(entry.offset)?.clone()).or_default(), target);
        }
    }
    for entry in &parts.of_data {
        if let Some(target) = target(entry)? {
            let address = parts.address_of(entry.offset)?;
            let holders = data.iter_mut().filter(|datum| datum.place.contains(&address));
            let count = holders.map(|datum| parts.refer(&mut datum.refs, target)).count();
            ensure!(count > 0, "a relocation in data that nobody owns");
        }
    }
    Ok(Links { functions, data })
}

impl<'m> Parts<'m> {
    fn read(module: &'m [u8]) -> Result<Self> {
        let (mut parts, mut code_at) = (Self::default(), 0);
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        parts.imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionStart { range, .. } => code_at = range.start,
                Payload::CodeSectionEntry(body) => {
                    let range = body.range();
                    parts.bodies.push((range.start - code_at) as u32..(range.end - code_at) as u32);
                }
                Payload::DataSection(section) => {
                    let start = section.range().start;
                    for segment in section {
                        parts.segments.push(Segment::of(&segment?, start)?);
                    }
                }
                Payload::CustomSection(section) => parts.take_notes(&section)?,
                _ => {}
            }
        }
        Ok(parts)
    }

    fn take_notes(&mut self, section: &CustomSectionReader<'m>) -> Result<()> {
        match section.as_known() {
            KnownCustom::Name(subsections) => {
                for subsection in subsections {
                    let Name::Function(map) = subsection? else { continue };
                    for naming in map {
                        let naming = naming?;
                        self.names.insert(naming.index, naming.name.to_owned());
                    }
                }
            }
            KnownCustom::Linking(linking) => {
                for part in linking.subsections() {
                    match part? {
                        Linking::SegmentInfo(infos) => {
                            self.segment_names =
                                infos.into_iter().map(|info| info.map(|info| info.name)).collect::<Result<_, _>>()?;
                        }
                        Linking::SymbolTable(table) => self.symbols = table.into_iter().collect::<Result<_, _>>()?,
                        _ => {}
                    }
                }
            }
            KnownCustom::Reloc(notes) => {
                let entries = notes.entries().into_iter().collect::<Result<Vec<_>, _>>()?;
                match section.name() {
                    "reloc.CODE" => self.of_code = entries,
                    "reloc.DATA" => self.of_data = entries,
                    _ => {}
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// What the symbols stand for, and the data among them.
    fn symbols(&self) -> (Vec<Symbol>, Vec<Datum>) {
        let mut data = Vec::new();
        let symbol = |info: &SymbolInfo| match info {
            SymbolInfo::Func { index, .. } => Symbol::Function(*index),
            SymbolInfo::Data { symbol: Some(at), flags, .. } if !flags.contains(SymbolFlags::ABSOLUTE) => {
                // What begins as zeros has no segment in the file.
                let Some(segment) = self.segments.get(at.index as usize) else { return Symbol::Other };
                let address = segment.address + at.offset;
                let name = self.segment_names.get(at.index as usize);
                let is_constant = name.is_some_and(|name| name.starts_with(".rodata"));
                data.push(Datum { place: address..address + at.size, is_constant, refs: Refs::default() });
                Symbol::Data(data.len() - 1)
            }
            _ => Symbol::Other,
        };
        (self.symbols.iter().map(symbol).collect(), data)
    }

    fn function_at(&self, offset: u32) -> Result<&String> {
        let number = self.bodies.partition_point(|body| body.end <= offset);
        ensure!(self.bodies.get(number).is_some_and(|body| body.contains(&offset)), "a relocation outside all code");
        self.names.get(&(self.imported + number as u32)).context("a function without a name")
    }

    fn address_of(&self, offset: u32) -> Result<u32> {
        let segment = self.segments.iter().rev().find(|segment| segment.begin <= offset);
        let segment = segment.context("a relocation outside all data")?;
        Ok(segment.address + (offset - segment.begin))
    }

    fn refer(&self, refs: &mut Refs, target: &Symbol) {
        match target {
            Symbol::Function(index) => refs.table.extend(self.names.get(index).cloned()),
            Symbol::Data(number) => refs.data.push(*number),
            Symbol::Other => {}
        }
    }
}

impl Segment {
    /// `start` is where the data section begins in the file.
    fn of(segment: &Data, start: usize) -> Result<Self> {
        let DataKind::Active { offset_expr, .. } = &segment.kind else { bail!("a segment without a place") };
        let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
            bail!("a segment begins somewhere unknown");
        };
        let begin = segment.range.end - segment.data.len() - start;
        Ok(Self { address: value as u32, begin: begin as u32 })
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        CodeSection, ConstExpr, CustomSection, DataSection, DataSymbolDefinition, Function, FunctionSection,
        Instruction, LinkingSection, MemorySection, MemoryType, Module, NameMap, NameSection, SymbolTable, TypeSection,
    };

    use super::*;

    /// Two functions and two words in memory. The first function takes the second's place in the table and the address of
    /// the second word, which holds the address of the first.
    fn linked() -> Vec<u8> {
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([], []);
        module.section(&types);
        let mut functions = FunctionSection::new();
        functions.function(0).function(0);
        module.section(&functions);
        let mut memories = MemorySection::new();
        memories.memory(MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None });
        module.section(&memories);
        let mut code = CodeSection::new();
        for numbers in [&[1, 260][..], &[]] {
            let mut function = Function::new([]);
            for number in numbers {
                function.instruction(&Instruction::I32Const(*number)).instruction(&Instruction::Drop);
            }
            function.instruction(&Instruction::End);
            code.function(&function);
        }
        module.section(&code);
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::i32_const(256), [0, 0, 0, 0, 0, 1, 0, 0]);
        module.section(&data);

        let mut symbols = SymbolTable::new();
        symbols.function(0, 0, Some("main")).function(0, 1, Some("leaf"));
        for offset in [0, 4] {
            symbols.data(0, "word", Some(DataSymbolDefinition { index: 0, offset, size: 4 }));
        }
        let mut linking = LinkingSection::new();
        linking.symbol_table(&symbols);
        module.section(&linking);
        let kinds = |kind: Kind| kind as u8;
        // Section, count, then kind, place, symbol and, where there is an address, an addend.
        let of_code = [3, 2, kinds(Kind::TableIndexSleb), 4, 1, kinds(Kind::MemoryAddrSleb), 7, 3, 0];
        module.section(&CustomSection { name: "reloc.CODE".into(), data: of_code[..].into() });
        let of_data = [4, 1, kinds(Kind::MemoryAddrI32), 11, 2, 0];
        module.section(&CustomSection { name: "reloc.DATA".into(), data: of_data[..].into() });
        let mut names = NameSection::new();
        let mut map = NameMap::new();
        map.append(0, "main");
        map.append(1, "leaf");
        names.functions(&map);
        module.section(&names);
        module.finish()
    }

    #[test]
    fn functions_and_constants_are_known_by_what_they_refer_to() {
        let links = read(&linked()).unwrap();
        assert_eq!(links.functions["main"].table, ["leaf"]);
        assert_eq!(links.functions["main"].data, [1]);
        assert!(links.functions["leaf"].table.is_empty() && links.functions["leaf"].data.is_empty());
        assert_eq!(links.data[1].place, 260..264);
        assert_eq!((&links.data[0].refs.data[..], &links.data[1].refs.data[..]), (&[][..], &[0][..]));
    }

    #[test]
    fn a_module_without_the_linkers_notes_is_refused() {
        assert!(read(&Module::new().finish()).is_err());
    }
}
