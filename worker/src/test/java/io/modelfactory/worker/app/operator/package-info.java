/** Tests of what operators' commands do, without the command line. */
@NullMarked
package io.modelfactory.worker.app.operator;

import org.jspecify.annotations.NullMarked;
