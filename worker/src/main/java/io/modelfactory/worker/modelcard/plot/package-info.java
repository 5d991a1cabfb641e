/**
 * Plots for people, drawn as SVG from numbers alone: the same numbers give the same drawing, on any machine. Each has a
 * title and a description for those who cannot see it; its colours are the page's, by class, so that it can be read in
 * light, in the dark, and on paper.
 */
@NullMarked
package io.modelfactory.worker.modelcard.plot;

import org.jspecify.annotations.NullMarked;
