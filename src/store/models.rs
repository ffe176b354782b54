//! Where models are kept: `DIR/<fingerprint>/model.bin` with its manifest and card, and `DIR/current`, which names the
//! one in use.
//!
//! A model is written to a temporary folder, synced, renamed, read back and only then named as current; an earlier one
//! stays for rollback. Nothing here ever changes or removes a good model.

mod promotion;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;

pub use promotion::{Override, Promotion, Verdict};

use crate::disclosure::DISCLOSURE_LANGUAGES;
use crate::evaluate::{Card, RELIABILITY_CHART};
use crate::model::{ArtifactError, Model, ModelBytes};

const BINARY: &str = "model.bin";
const MANIFEST: &str = "manifest.json";
const CARD: &str = "MODEL_CARD.md";
const PROMOTION: &str = "promotion.json";
const CURRENT: &str = "current";

/// A folder of models.
#[derive(Debug, Clone)]
pub struct ModelDir {
    root: PathBuf,
}

/// Why a model is not loaded or kept.
#[derive(Debug, Error)]
pub enum ModelDirError {
    /// There is none yet.
    #[error("there is no model in `{}`; run `candor train` first", root.display())]
    None {
        /// Where.
        root: PathBuf,
    },
    /// No model of that name.
    #[error("there is no model `{fingerprint}` in `{}`; `candor model list` shows what is there", root.display())]
    Unknown {
        /// Where.
        root: PathBuf,
        /// Which.
        fingerprint: String,
    },
    /// The file is damaged.
    #[error("`{}`: {cause}", path.display())]
    Artifact {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        cause: ArtifactError,
    },
    /// The manifest beside the binary is not the one inside it.
    #[error("`{}` differs from the manifest inside the model: it was changed or damaged", path.display())]
    Manifest {
        /// Which file.
        path: PathBuf,
    },
    /// It was refused when it was to be made current.
    #[error(
        "`{fingerprint}` was refused: {reason}; `candor model promote {fingerprint} --reason WHY` makes it current all the same"
    )]
    Refused {
        /// Which.
        fingerprint: String,
        /// Why it was refused.
        reason: String,
    },
    /// What is written beside a model on its promotion cannot be read.
    #[error("`{}` cannot be read: {cause}", path.display())]
    Promotion {
        /// Which file.
        path: PathBuf,
        /// Why.
        cause: serde_json::Error,
    },
    /// The disk failed.
    #[error("`{}`: {cause}", path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// What happened.
        cause: io::Error,
    },
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> ModelDirError {
    let path = path.to_owned();
    move |cause| ModelDirError::Io { path, cause }
}

/// A mapped model file.
#[derive(Debug)]
struct Mapped(memmap2::Mmap);

impl ModelBytes for Mapped {
    fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl ModelDir {
    /// A folder; it need not exist yet.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// Where it is.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Keeps a model with its card as [`Self::keep`] does, and makes it the current one.
    ///
    /// # Errors
    /// When the disk fails, or what was written does not read back.
    pub fn publish(&self, model: &Model, card: &Card) -> Result<(), ModelDirError> {
        self.keep(model, card)?;
        self.make_current(&model.manifest().fingerprint)
    }

    /// Keeps a model with its card, and checks it by reading it back. A model that is there already keeps the card of when it was
    /// measured, unless it was measured again.
    ///
    /// # Errors
    /// When the disk fails, or what was written does not read back.
    pub fn keep(&self, model: &Model, card: &Card) -> Result<(), ModelDirError> {
        let fingerprint = &model.manifest().fingerprint;
        let home = self.root.join(fingerprint);
        let chart = card.reliability.as_ref().map(|chart| (RELIABILITY_CHART.to_owned(), chart.as_bytes()));
        let others = card.others.iter().map(|(language, text)| (card_in(language), text.as_bytes()));
        let told = [(CARD.to_owned(), card.text.as_bytes())].into_iter().chain(others).chain(chart);
        fs::create_dir_all(&self.root).map_err(at(&self.root))?;
        if self.load(fingerprint).is_err() {
            let temporary = self.root.join(format!(".tmp-{fingerprint}-{}", std::process::id()));
            fs::create_dir_all(&temporary).map_err(at(&temporary))?;
            let own = [(BINARY, model.to_bytes()), (MANIFEST, model.manifest_json())];
            for (name, bytes) in own.map(|(name, bytes)| (name.to_owned(), bytes)).into_iter().chain(told) {
                write_durably(&temporary.join(name), bytes)?;
            }
            self.replace(&temporary, &home)?;
        } else if card.reliability.is_some() {
            told.into_iter().try_for_each(|(name, bytes)| write_atomically(&home.join(name), bytes))?;
        }
        self.load(fingerprint).map(drop)
    }

    /// Moves a complete folder into place; a damaged one that stands there is kept aside.
    fn replace(&self, temporary: &Path, home: &Path) -> Result<(), ModelDirError> {
        if home.exists() {
            let aside = home.with_extension(format!("damaged-{}", std::process::id()));
            fs::rename(home, &aside).map_err(at(home))?;
        }
        fs::rename(temporary, home).map_err(at(home))?;
        sync_dir(&self.root)
    }

    /// Names a model that is there as the current one: after training, or to roll back.
    ///
    /// # Errors
    /// When it is not there, is damaged, or the disk fails.
    pub fn make_current(&self, fingerprint: &str) -> Result<(), ModelDirError> {
        self.load(fingerprint)?;
        write_atomically(&self.root.join(CURRENT), fingerprint.as_bytes())
    }

    /// Names an earlier model as the current one, unless it was refused.
    ///
    /// # Errors
    /// When it is not there, is damaged, was refused, or the disk fails.
    pub fn roll_back(&self, fingerprint: &str) -> Result<(), ModelDirError> {
        match self.promotion(fingerprint)? {
            Some(Promotion { verdict: Verdict::Refused, reason, overridden: None, .. }) => {
                Err(ModelDirError::Refused { fingerprint: fingerprint.to_owned(), reason })
            }
            _ => self.make_current(fingerprint),
        }
    }

    /// Makes a model current whatever was found about it, with who did it and why on record.
    ///
    /// # Errors
    /// When it is not there, is damaged, or the disk fails.
    pub fn override_refusal(&self, fingerprint: &str, overridden: Override) -> Result<Promotion, ModelDirError> {
        self.load(fingerprint)?;
        let known = self.promotion(fingerprint)?;
        let known = known.unwrap_or_else(|| Promotion::without_comparison("nothing was found about it before"));
        let promotion = Promotion { overridden: Some(overridden), ..known };
        self.put_promotion(fingerprint, &promotion)?;
        self.make_current(fingerprint)?;
        Ok(promotion)
    }

    /// What was found when a model was to become the current one; nothing for those that were never held to another.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn promotion(&self, fingerprint: &str) -> Result<Option<Promotion>, ModelDirError> {
        let path = self.root.join(fingerprint).join(PROMOTION);
        match fs::read(&path) {
            Ok(bytes) => {
                let read = serde_json::from_slice(&bytes);
                read.map(Some).map_err(|cause| ModelDirError::Promotion { path, cause })
            }
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(at(&path)(cause)),
        }
    }

    /// Keeps that beside a model.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn put_promotion(&self, fingerprint: &str, promotion: &Promotion) -> Result<(), ModelDirError> {
        let bytes = serde_json::to_vec_pretty(promotion).expect("figures are plain data");
        write_atomically(&self.root.join(fingerprint).join(PROMOTION), &bytes)
    }

    /// The card that was written when a model was kept.
    ///
    /// # Errors
    /// When it is not there, or the disk fails.
    pub fn card(&self, fingerprint: &str) -> Result<Card, ModelDirError> {
        let home = self.root.join(fingerprint);
        let card = home.join(CARD);
        let text = fs::read_to_string(&card).map_err(at(&card))?;
        let mut others = BTreeMap::new();
        for (language, _) in DISCLOSURE_LANGUAGES {
            others.extend(read_if_there(&home.join(card_in(language)))?.map(|text| (language.to_owned(), text)));
        }
        Ok(Card { text, others, reliability: read_if_there(&home.join(RELIABILITY_CHART))? })
    }

    /// The name of the current model, if there is one.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn current(&self) -> Result<Option<String>, ModelDirError> {
        let path = self.root.join(CURRENT);
        Ok(read_if_there(&path)?.map(|text| text.trim().to_owned()))
    }

    /// The names of all models, in order.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn list(&self) -> Result<Vec<String>, ModelDirError> {
        let entries = match fs::read_dir(&self.root) {
            Ok(entries) => entries,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(cause) => return Err(at(&self.root)(cause)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(at(&self.root))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_name = name.len() == 32 && name.bytes().all(|b| b.is_ascii_hexdigit());
            names.extend((is_name && entry.path().join(BINARY).exists()).then_some(name));
        }
        names.sort();
        Ok(names)
    }

    /// Loads the current model.
    ///
    /// # Errors
    /// When there is none, or it is damaged.
    pub fn load_current(&self) -> Result<Model, ModelDirError> {
        let none = || ModelDirError::None { root: self.root.clone() };
        self.load(&self.current()?.ok_or_else(none)?)
    }

    /// Maps a model and checks every byte of it.
    ///
    /// # Errors
    /// When it is not there or damaged.
    pub fn load(&self, fingerprint: &str) -> Result<Model, ModelDirError> {
        let home = self.root.join(fingerprint);
        let path = home.join(BINARY);
        let unknown = || ModelDirError::Unknown { root: self.root.clone(), fingerprint: fingerprint.to_owned() };
        let is_name = !fingerprint.is_empty() && fingerprint.bytes().all(|b| b.is_ascii_alphanumeric());
        if !is_name || !path.exists() {
            return Err(unknown());
        }
        let mapped = map(&path).map_err(at(&path))?;
        let model = Model::from_bytes(Arc::new(mapped))
            .map_err(|cause| ModelDirError::Artifact { path: path.clone(), cause })?;
        let beside = home.join(MANIFEST);
        if fs::read(&beside).map_err(at(&beside))? != model.manifest_json() {
            return Err(ModelDirError::Manifest { path: beside });
        }
        Ok(model)
    }
}

/// What the card is called in another language than English.
fn card_in(language: &str) -> String {
    CARD.replace(".md", &format!(".{language}.md"))
}

/// A text, where its file is there.
fn read_if_there(path: &Path) -> Result<Option<String>, ModelDirError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(at(path)(cause)),
    }
}

/// Maps a file that is never changed in place.
#[expect(unsafe_code, reason = "mapping a file is unsafe by nature; see the comment")]
fn map(path: &Path) -> io::Result<Mapped> {
    let file = File::open(path)?;
    // SAFETY: the mapping is read-only, and the file under it does not change while it is mapped: models are written to
    // a temporary folder, set read-only and renamed into place, and this module never opens one for writing again. Every
    // byte is then checked against its checksum before it is used.
    let mapped = unsafe { memmap2::Mmap::map(&file)? };
    Ok(Mapped(mapped))
}

fn write_durably(path: &Path, bytes: &[u8]) -> Result<(), ModelDirError> {
    let mut file = File::create(path).map_err(at(path))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(at(path))?;
    let mut permissions = file.metadata().map_err(at(path))?.permissions();
    permissions.set_readonly(true);
    fs::set_permissions(path, permissions).map_err(at(path))
}

fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), ModelDirError> {
    let folder = path.parent().expect("a file within the model folder");
    let name = path.file_name().expect("a file name").to_string_lossy();
    let temporary = folder.join(format!(".tmp-{name}-{}", std::process::id()));
    write_durably(&temporary, bytes)?;
    fs::rename(&temporary, path).map_err(at(path))?;
    sync_dir(folder)
}

fn sync_dir(folder: &Path) -> Result<(), ModelDirError> {
    File::open(folder).and_then(|file| file.sync_all()).map_err(at(folder))
}
