/** {@code mf request}: requests checked beforehand, sent, waited for, and sent again. */
@NullMarked
package io.modelfactory.worker.app.cli.request;

import org.jspecify.annotations.NullMarked;
