package io.modelfactory.worker.model;

/**
 * How much of a model some rows show.
 *
 * @param splits of all trees
 * @param bothSides splits of which at least one row goes either way
 * @param contradictory splits of which no two rows can go either way: what leads to one of their sides excludes itself
 */
public record SplitCoverage(long splits, long bothSides, long contradictory) {}
