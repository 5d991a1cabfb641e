@NullMarked
package io.modelfactory.worker.app.worker;

import org.jspecify.annotations.NullMarked;
