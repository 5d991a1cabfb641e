/**
 * What the worker reports about itself while it works: meters with bounded labels. Every package may report here;
 * nothing here decides anything or can fail a run.
 */
@NullMarked
package io.modelfactory.worker.telemetry;

import org.jspecify.annotations.NullMarked;
