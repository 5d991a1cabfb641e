/**
 * How commands answer and ask: text on a terminal, JSON for programs, tables, exit codes, and commands in texts that
 * can be pasted. Knows options, and no command.
 */
@NullMarked
package io.modelfactory.worker.app.cli.answer;

import org.jspecify.annotations.NullMarked;
