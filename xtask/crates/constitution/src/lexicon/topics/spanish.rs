//! Spanish: what sentences and headings speak of.

use super::{Topic, Topics};

pub const TOPICS: Topics = &[
    (Topic::Denies, "nunca, jamás, no, ni, ninguna, ningún, prohibido, prohibida, evita, evitar"),
    (Topic::DeniesBehind, "sin, excepto, salvo"),
    (Topic::Past, "antes era, anteriormente, antiguamente"),
    (
        Topic::Maybe,
        concat!("quizás, tal vez, podría, opcional, opcionalmente, recomendado, recomendable, planeado, ", "?si"),
    ),
    (Topic::Example, "ejemplo, ejemplos"),
    (Topic::ExampleBehind, "por ejemplo, p.ej, como por ejemplo"),
    (Topic::AsideHeading, concat!("historia", "l, historia, ejemplo, antecedentes, registro de cambios, glosario")),
    (
        Topic::Publishes,
        concat!(
            "publica, publican, publicada, publicado, publicadas, publicados, publicar, publicarse, ",
            "sube, suben"
        ),
    ),
    (Topic::Runs, "ejecuta, ejecutan, despliega, desplegada, descarga"),
    (Topic::ImageName, "imagen, imágenes, registro"),
    (Topic::BaseBefore, "imagen base, basada en, basado en, basarse en, parte de la imagen"),
    (Topic::BaseBehind, "como base"),
    (Topic::BaseLabel, "imagen base"),
    (Topic::Foreign, "prueba, pruebas, desarrollo, base de datos, local"),
    (Topic::Another, "otro, otra, otros, otras"),
    (Topic::Sibling, "terceros"),
    (
        Topic::ByPeople,
        concat!("revisión, revisa, revisan, auditoría, reunión, equipo, inform", "e, copias de seguridad"),
    ),
    (
        Topic::Builds,
        concat!(
            "publica, publican, publicada, publicado, publicar, publicarse, construye, construyen, ",
            "construida, construir, construirse, reconstruye, reconstruyen, reconstruida, reconstruirse, ",
            "compila, publicados, compilan"
        ),
    ),
    (Topic::Artefact, "imagen, imágenes, contenedor, contenedores"),
    (Topic::Or, "o bien"),
    (Topic::Joins, "y"),
    (Topic::Is, "es, se llama"),
    (Topic::Plain, "no, nunca"),
    (
        Topic::BuildVerb,
        concat!(
            "publica, publicar, publicarse, construye, reconstruye, construir, publican, construyen, ",
            "reconstruyen"
        ),
    ),
    (Topic::Merge, "push, fusión, fusiones, fusiona, merge"),
    (Topic::VersionTag, "etiqueta de versión, etiquetas de versión, tag de versión, tags de versión"),
    (Topic::DefaultBranch, "rama por defecto, rama predeterminada, rama principal"),
    (Topic::Listens, "escucha, escuchar, escuchan, expone, expuesto, servicio, contenedor"),
    (Topic::Port, "puerto, puertos"),
    (Topic::OthersPort, "base de datos, prueba, pruebas, desarrollo, otro, otra"),
    (Topic::BuiltFor, "construye, construyen, imagen, imágenes, plataforma, plataformas"),
    (Topic::Dependency, concat!("dependencia", "s, paquetes")),
    (Topic::Undone, "desactivar, deshabilitar, desactiv*, deshabilit*"),
    (Topic::Workflow, "flujo de trabajo"),
    (Topic::Label, "etiqueta, etiquetas"),
    (Topic::Hourly, "cada hora"),
    (Topic::Daily, "diariamente, a diario, cada día, todos los días, cada noche"),
    (Topic::But, "pero, sino"),
    (Topic::HistoryTitle, concat!("historia", "l, historia")),
    (Topic::DateHead, "fecha"),
    (Topic::ChangeHead, "cambios, descripción"),
    (Topic::AboutItself, "gobernanza, versión"),
    (Topic::ReportChange, "cambio de versión"),
    (Topic::SectionKind, "principio, artículo, sección, capítulo"),
    (Topic::Firm, concat!("no negociabl", "e, innegociable")),
    (Topic::Abbreviation, "p.ej"),
    (Topic::Empty, "de, la, el, los, las, y"),
    (Topic::Ordinal, "º, ª"),
    (Topic::DateGlue, "de, del"),
    (Topic::Weekly, "semanalmente, cada semana"),
    (Topic::Monthly, "mensualmente, cada mes"),
    (Topic::UnitNoun, "unidad"),
    (Topic::AutoUpdate, "actualiz* automátic*, autoactualiz*, automáticamente actualiz*"),
    (Topic::Deployed, "anfitrión, servidor*, contenedor*, servicio, servicios, unidad, unidades, producción"),
    (Topic::SwitchedOff, "desactivad*, deshabilitad*, apagad*"),
    (Topic::Release, "lanzamiento*, etiqueta de versión, etiquetas de versión, versión publicada"),
    (
        Topic::ByRelease,
        concat!(
            "con una release, con un lanzamiento, tras una release, tras un lanzamiento, ",
            "después de una release, después de un lanzamiento, mediante una release, ",
            "mediante un lanzamiento, en una release, con una etiqueta de versión",
        ),
    ),
    (
        Topic::WithoutRelease,
        concat!(
            "sin una release, sin release, sin un lanzamiento, sin lanzamiento, sin etiqueta de versión, ",
            "sin una etiqueta de versión, sin etiqueta, sin una etiqueta, sin tag, sin un tag, ",
            "hasta una release, hasta el lanzamiento",
        ),
    ),
    (Topic::Notes, "notas de versión, notas de la versión, notas de lanzamiento"),
    (Topic::Merged, "fusionad*, mergead*, integrad*"),
    (Topic::AnyMerge, "fusión, fusiones, fusion*, mergea*"),
    (Topic::Moved, "mueve, mueven, movid*, mover*, actualiz*, promueve*, promovid*"),
    (
        Topic::Reaches,
        concat!(
            "distribuy",
            "e*, distribuid*, despliega*, desplegad*, publica*, llega, llegan, entrega*, alcanza*, ",
            "producción",
        ),
    ),
    (
        Topic::AfterMerge,
        concat!(
            "después de fusionar, tras fusionar, después de la fusión, tras la fusión, tras cada fusión, ",
            "después de cada fusión, tras el merge, después del merge, una vez fusionad*",
        ),
    ),
    (Topic::Makes, "crear, crea, cree, subir, sube, suba, empujar, poner, añadir, enviar"),
    (Topic::Tag, "etiqueta, etiquetas"),
    (Topic::TagBefore, "etiqueta, etiquetas"),
    (Topic::Versioned, "versionad*, estables"),
    (Topic::Harmless, "sin, salvo, excepto, antes"),
];
