// Plateau alone.

import { offer } from './offer.ts';

offer([]);
