/** What the command line says of itself: help, manual pages and completion, all made from the same annotations. */
@NullMarked
package io.modelfactory.worker.app.cli.help;

import org.jspecify.annotations.NullMarked;
