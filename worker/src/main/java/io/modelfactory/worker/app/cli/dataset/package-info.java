/** {@code mf dataset}: files looked at, registered with what the user says of them, and their contents listed. */
@NullMarked
package io.modelfactory.worker.app.cli.dataset;

import org.jspecify.annotations.NullMarked;
