/**
 * Packs a passed run into a bundle: a content-addressed identity, the publication record with its compatibility block,
 * and the list of files with which an independent program can load the model. Reads pinned evidence only; what happens
 * to the bundle afterwards is the registry's decision.
 */
@NullMarked
package io.modelfactory.worker.bundle;

import org.jspecify.annotations.NullMarked;
