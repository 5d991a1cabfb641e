package io.modelfactory.worker.console.route;

/** What is found at an address. */
public enum RouteKind {
    /** A page; as JSON where the request accepts that and no HTML. */
    PAGE,
    /** Does something, asked by a form. */
    ACTION,
    /** A file to keep. */
    DOWNLOAD,
    /** Style and script of the pages; anyone may have them. */
    ASSET,
    /** Server-sent events. */
    STREAM,
    /** For those who look after this process. */
    HEALTH
}
