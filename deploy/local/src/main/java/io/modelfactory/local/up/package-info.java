/**
 * {@code deploy/mf up}, {@code down} and {@code status}: the local platform with a worker, in the background.
 * {@code up} starts {@link io.modelfactory.local.up.BackgroundPlatform} as a process of its own, which holds the data
 * folder, runs the servers and the worker, starts again what dies, and writes what it runs to a state file. Commands
 * read that file, look at what it names, and send the process a signal; nothing else connects them.
 */
@NullMarked
package io.modelfactory.local.up;

import org.jspecify.annotations.NullMarked;
