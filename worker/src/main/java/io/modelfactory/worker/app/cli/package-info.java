/**
 * The command line: one class a command, in a package for each purpose. A command reads its options, asks other
 * packages, and prints their answer as text or JSON. No rule of the factory lives here; a command that needs one calls
 * the package that holds it.
 */
@NullMarked
package io.modelfactory.worker.app.cli;

import org.jspecify.annotations.NullMarked;
