package io.modelfactory.worker.model;

import java.util.Optional;

/**
 * A stored model that was read once for both: to score rows, and to be looked into.
 *
 * @param scorer to be closed by who holds this
 * @param structure empty if models of this format cannot be opened; needs the scorer no more
 */
public record LoadedModel(ModelScorer scorer, Optional<ModelStructure> structure) {}
