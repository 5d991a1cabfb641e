/**
 * The way in: {@code mf init} writes profiles to begin with, {@code mf train} brings a file from the disk to a verdict.
 */
@NullMarked
package io.modelfactory.worker.app.cli.starter;

import org.jspecify.annotations.NullMarked;
