/** Tests of the commands as they are run, in this process, with what they print. */
@NullMarked
package io.modelfactory.worker.app.cli;

import org.jspecify.annotations.NullMarked;
