//! `--with`: gaps are filled from other bibliographies.

use std::io;
use std::sync::Arc;

use ibidem::convert::{Converter, Spool, hold};
use ibidem::format::{Format, ReadOptions};
use ibidem::pass::enrich::{Enricher, NO_MATCH};
use ibidem::report::Diagnostic;

use crate::exit::Failure;
use crate::ledger::Teller;
use crate::plan::{Plan, call};
use crate::source::{Opened, Source, recognize};

impl Plan<'_> {
    /// Reads what gaps are filled from. What is held of it goes by the smaller
    /// side: if the inputs are, they are looked through before for what they
    /// lack, and only what fits that is held. Inputs that come from a pipe are
    /// kept for that and stand in `ahead` afterwards.
    pub(crate) fn enrich(
        &self,
        converter: &mut Converter,
        ahead: &mut [Option<Opened>],
        teller: &mut dyn Teller,
    ) -> Result<Option<Arc<Enricher>>, Failure> {
        if self.with.is_empty() {
            return Ok(None);
        }
        let mut spools = Vec::new();
        let mut size = 0;
        for (source, ahead) in self.inputs.iter().zip(ahead.iter_mut()) {
            spools.push(match source.size() {
                Some(bytes) => {
                    size += bytes;
                    None
                }
                None => {
                    let opened = match ahead.take() {
                        Some(opened) => opened,
                        None => self.open(source)?,
                    };
                    let Opened { name, reader, format, misleading } = opened;
                    let spool = Spool::new(reader).map_err(|error| Failure::file("read", &name, &error))?;
                    size += spool.len();
                    *ahead = Some(Opened { name, reader: Box::new(io::empty()), format, misleading });
                    Some(spool)
                }
            });
        }
        // What comes from a pipe may be of any size.
        let with: Option<u64> = self.with.iter().map(Source::size).sum();
        let mut enricher = converter.enricher();
        if with.is_none_or(|with| size < with) {
            enricher.choose();
            let mut current: Option<&Format> = None;
            for ((source, spool), ahead) in self.inputs.iter().zip(&mut spools).zip(ahead.iter()) {
                let (reader, format): (Box<dyn io::Read + Send + '_>, _) = match (spool, ahead) {
                    (Some(spool), Some(opened)) => {
                        let fault = |error: io::Error| Failure::file("read", &source.name(), &error);
                        (Box::new(spool.rewind().map_err(fault)?), opened.format)
                    }
                    _ => {
                        let opened = self.open(source)?;
                        (opened.reader, opened.format)
                    }
                };
                let Some(format) = format else { continue };
                if current.is_none_or(|current| current.name != format.name) {
                    converter.set_source(format, &self.read).map_err(|error| call(&error))?;
                    current = Some(format);
                }
                converter.want(&mut enricher, reader).map_err(|error| self.stopped(&error, &source.name()))?;
            }
        }
        for (ahead, spool) in ahead.iter_mut().zip(spools) {
            if let (Some(opened), Some(spool)) = (ahead, spool) {
                let fault = |error: io::Error| Failure::file("read", &opened.name, &error);
                opened.reader = Box::new(spool.into_reader().map_err(fault)?);
            }
        }
        for source in &self.with {
            self.read_with(source, &mut enricher, teller)?;
        }
        let enricher = Arc::new(enricher);
        converter.enrich(Arc::clone(&enricher));
        Ok(Some(enricher))
    }

    fn read_with(&self, source: &Source, enricher: &mut Enricher, teller: &mut dyn Teller) -> Result<(), Failure> {
        let reader = source.open()?;
        let opened = match self.with_from {
            Some(format) => Opened { name: source.name(), reader, format: Some(format), misleading: None },
            None => recognize(self.registry, source, reader, None, "--with-from")?,
        };
        let Some(format) = opened.format else { return Ok(()) };
        teller.input(&opened.name);
        let options = ReadOptions { limits: self.read.limits, ..ReadOptions::default() };
        hold(enricher, format, &options, &opened.name, opened.reader, teller)
            .map_err(|error| self.stopped(&error, &opened.name))
    }

    /// Says that nothing could be filled in.
    pub(crate) fn say_no_match(&self, teller: &mut dyn Teller) {
        teller.input(&self.with.iter().map(Source::name).collect::<Vec<_>>().join(", "));
        let message = "no record matches one of the inputs, nothing filled in";
        teller.diagnostic(Diagnostic::new(&NO_MATCH, message));
    }
}
