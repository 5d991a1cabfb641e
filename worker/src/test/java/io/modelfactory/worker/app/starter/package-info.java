/** Tests of the files that a user begins with. */
@NullMarked
package io.modelfactory.worker.app.starter;

import org.jspecify.annotations.NullMarked;
