/**
 * What a model means to a team that can look at so many alerts a day: precision and recall among the day's highest
 * scores, money caught, and what a threshold costs.
 */
@NullMarked
package io.modelfactory.worker.evaluate.scorecard;

import org.jspecify.annotations.NullMarked;
