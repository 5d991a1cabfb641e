/**
 * Holds what {@code deploy/} describes to what the code is. Files are parsed as strictly as a cluster would parse them,
 * and compared with each other, with the profiles and with the image; nothing is started here. {@code ImageIT} runs
 * what they describe.
 */
@NullMarked
package io.modelfactory.worker.deployment;

import org.jspecify.annotations.NullMarked;
