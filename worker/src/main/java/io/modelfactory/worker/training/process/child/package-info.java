/**
 * The inside of a trainer process, and the messages it exchanges with the worker that started it: commands come in on
 * standard input, a reply goes out for each on standard output, the log goes to standard error. It ends when its input
 * does, which is when the worker ends, however that happens.
 */
@NullMarked
package io.modelfactory.worker.training.process.child;

import org.jspecify.annotations.NullMarked;
