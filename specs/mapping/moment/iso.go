package moment

// readISO reads ISO 8601 as ECMAScript has it. Where it is something else, it
// gives the token from which readTolerantly goes on; it reports false when
// the text is no moment at all, as nothing may follow a T but a time.
func (m *moment) readISO(s *scanner) (token, bool) {
	switch {
	case s.next.isSign():
		sign := s.take()
		if !s.next.isDigits(6) {
			return sign, true
		}
		year := s.take().number
		if sign.sign() < 0 && year == 0 {
			return sign, true
		}
		m.addDate(sign.sign() * year)
	case s.next.isDigits(4):
		m.addDate(s.take().number)
	default:
		return s.take(), true
	}
	if s.skip('-') {
		if !s.next.isDigits(2) || !isMonth(s.next.number) {
			return s.take(), true
		}
		m.addDate(s.take().number)
		if s.skip('-') {
			if !s.next.isDigits(2) || !isDay(s.next.number) {
				return s.take(), true
			}
			m.addDate(s.take().number)
		}
	}
	switch {
	case s.next.kind == tokenClock:
		s.take()
		if !m.readISOClock(s) || !m.readISOZone(s) || s.next.kind != tokenEnd {
			return token{}, false
		}
	case s.next.kind != tokenEnd:
		return s.take(), true
	}
	m.iso = true
	return token{}, true
}

func (m *moment) readISOClock(s *scanner) bool {
	if !s.next.isDigits(2) || s.next.number > 24 {
		return false
	}
	most := 59
	if s.next.number == 24 { // the end of the day, to the millisecond
		most = 0
	}
	m.addClock(s.take().number)
	if !s.skip(':') || !s.next.isDigits(2) || s.next.number > most {
		return false
	}
	m.addClock(s.take().number)
	if !s.skip(':') {
		return true
	}
	if !s.next.isDigits(2) || s.next.number > most {
		return false
	}
	m.addClock(s.take().number)
	if s.skip('.') {
		if s.next.kind != tokenNumber || most == 0 && s.next.number > 0 {
			return false
		}
		m.addClock(milliseconds(s.take()))
	}
	return true
}

func (m *moment) readISOZone(s *scanner) bool {
	if s.next.isZulu() {
		s.take()
		m.setZone(0)
		return true
	}
	if !s.next.isSign() {
		return true
	}
	m.sign = s.take().sign()
	if s.next.isDigits(4) {
		n := s.take().number
		m.zoneHour, m.zoneMinute = n/100, n%100
	} else {
		if !s.next.isDigits(2) {
			return false
		}
		m.zoneHour = s.take().number
		if !s.skip(':') || !s.next.isDigits(2) {
			return false
		}
		m.zoneMinute = s.take().number
	}
	return m.zoneHour < 24 && m.zoneMinute < 60
}
