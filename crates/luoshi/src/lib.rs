//! Luoshi 落实: the application. A folder per feature, in one order, each using only those before
//! it; what must flow the other way is an event handled in [`reactions`].

pub mod account;
pub mod app;
pub mod cli;
pub mod config;
pub mod ctx;
pub mod db;
pub mod demo;
pub mod error;
pub mod event;
pub mod intake;
pub mod jobs;
pub mod org;
pub mod plan;
pub mod reactions;
pub mod readers;
pub mod web;
