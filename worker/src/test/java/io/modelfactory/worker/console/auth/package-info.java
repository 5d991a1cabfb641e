@NullMarked
package io.modelfactory.worker.console.auth;

import org.jspecify.annotations.NullMarked;
