/**
 * What was trained, on what, and why it passed: the commands that look at runs, bundles, workers and audits, and change
 * nothing.
 */
@NullMarked
package io.modelfactory.worker.app.cli.inspect;

import org.jspecify.annotations.NullMarked;
