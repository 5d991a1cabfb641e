/** Tests of what operators' commands do, without the command line. */
@NullMarked
package io.modelfactory.worker.app.operate;

import org.jspecify.annotations.NullMarked;
