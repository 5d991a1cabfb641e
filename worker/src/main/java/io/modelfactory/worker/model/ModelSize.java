package io.modelfactory.worker.model;

/**
 * @param trees of the model
 * @param maxDepth splits on the longest path of any tree
 * @param maxNodesVisited nodes that the costliest row visits in all trees together, leaves among them
 */
public record ModelSize(int trees, int maxDepth, long maxNodesVisited) {}
