/**
 * The addresses of the console: each route says in one place what it is, whose it is and how it is answered. The
 * OpenAPI document is held against this table.
 */
@NullMarked
package io.modelfactory.worker.console.route;

import org.jspecify.annotations.NullMarked;
