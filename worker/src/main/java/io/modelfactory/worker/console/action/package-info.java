/**
 * What people have the factory do from the console: requests on the request topic, and commands in child processes.
 * Every action is in the ledger before anything is done.
 */
@NullMarked
package io.modelfactory.worker.console.action;

import org.jspecify.annotations.NullMarked;
