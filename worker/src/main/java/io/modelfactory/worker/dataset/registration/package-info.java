/**
 * Brings a user's own files into the store as a dataset: looks at them, checks their rows as a run does, copies them,
 * and writes the manifest and the materialization that a training request refers to. What it cannot know is asked for;
 * nothing is guessed. The command line calls it; no run depends on it.
 */
@NullMarked
package io.modelfactory.worker.dataset.registration;

import org.jspecify.annotations.NullMarked;
