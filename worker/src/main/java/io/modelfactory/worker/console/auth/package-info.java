/**
 * Who uses the console, and what they may do: passwords and ID tokens in, sessions and principals out. Nothing here
 * knows a web server, so that every rule is tested without one.
 */
@NullMarked
package io.modelfactory.worker.console.auth;

import org.jspecify.annotations.NullMarked;
