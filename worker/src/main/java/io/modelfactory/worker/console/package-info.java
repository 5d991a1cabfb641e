/**
 * The console: pages that an operator keeps open, each with a JSON twin. A request comes in over HTTP, is admitted by
 * {@code access}, answered by the route that {@code route} lists, and shown by {@code view}. It reads the ledger and
 * the store and changes neither; what it asks of the factory it asks as everyone does, by a message on the request
 * topic.
 */
@NullMarked
package io.modelfactory.worker.console;

import org.jspecify.annotations.NullMarked;
