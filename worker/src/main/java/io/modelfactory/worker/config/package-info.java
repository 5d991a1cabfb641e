/**
 * Reads a profile and the policies it pins, once, at start, into immutable records; what is wrong with them is reported
 * all at once, by path. What decides about runs ({@link io.modelfactory.worker.config.RunPolicy}) is digested, what
 * merely connects the worker to external resources ({@link io.modelfactory.worker.config.Wiring}) is not. Nothing to
 * the right reads an environment variable or a YAML file of its own accord.
 */
@NullMarked
package io.modelfactory.worker.config;

import org.jspecify.annotations.NullMarked;
