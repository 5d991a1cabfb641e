/** Tests of the whole worker on real services. */
@NullMarked
package io.modelfactory.worker.app.runtime;

import org.jspecify.annotations.NullMarked;
