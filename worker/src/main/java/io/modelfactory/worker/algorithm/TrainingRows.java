package io.modelfactory.worker.algorithm;

/**
 * How many rows a build has, as its datasets and its split declare them.
 *
 * @param all of all parts together
 * @param trained those that trees or coefficients are fitted to
 * @param watched validation rows that training looks at after each round; 0 if it does not stop early
 */
public record TrainingRows(long all, long trained, long watched) {}
