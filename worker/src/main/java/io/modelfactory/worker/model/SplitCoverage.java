package io.modelfactory.worker.model;

/**
 * How much of a model some rows show.
 *
 * @param splits of all trees
 * @param bothSides splits of which at least one row goes either way
 */
public record SplitCoverage(long splits, long bothSides) {}
