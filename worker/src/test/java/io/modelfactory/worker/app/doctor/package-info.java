/** Tests of the examination itself; what it finds on a real platform is tested with its command. */
@NullMarked
package io.modelfactory.worker.app.doctor;

import org.jspecify.annotations.NullMarked;
