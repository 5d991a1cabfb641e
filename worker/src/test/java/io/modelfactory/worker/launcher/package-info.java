/**
 * {@code deploy/mf} as users give it: the launcher's own script, in an installation made of the classes under test,
 * from other working directories. What a command starts in the background is stopped when its test ends.
 */
@NullMarked
package io.modelfactory.worker.launcher;

import org.jspecify.annotations.NullMarked;
