/**
 * How far a build has come, for people who wait for it. {@link io.modelfactory.worker.progress.ProgressListener} takes
 * the reports of whatever reads rows and trains; {@link io.modelfactory.worker.progress.LatestProgress} keeps the
 * latest for who looks now and then. Nothing depends on what is reported, and no artifact holds any of it.
 */
@NullMarked
package io.modelfactory.worker.progress;

import org.jspecify.annotations.NullMarked;
